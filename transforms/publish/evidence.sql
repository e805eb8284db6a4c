-- evidence.jsonl: one line per published figure, from its id to the sentences it comes from.
-- In: an open release; `$place`, one kind's. A figure of the county (county_total) has no township. `claims`: what texts say of it; `cells`: ids of the cells it is computed from (each has a line of its own).
WITH told AS (
    SELECT k.claim_id, k.report_id, {
        'claim_id': k.claim_id, 'quote': k.quote, 'start': k.start, 'end': k."end", 'sentence': k.sentence, 'sentence_start': k.sentence_start,
        'report_id': k.report_id, 'township': r.township, 'report_year': r.year, 'report_date': r.report_date, 'report_kind': r.kind,
        'file_name': r.file_name, 'sha256': r.sha256,
        'page': if(p."end" > k.start, p.page, NULL), 'stood_at': if(p."end" > k.start, p.stood_at, NULL),
        'box': if(p."end" > k.start AND p.box_left IS NOT NULL, [p.box_left, p.box_top, p.box_right, p.box_bottom], NULL)
    } AS claim
    FROM read.claim k JOIN read.report r USING (report_id)
    ASOF LEFT JOIN read.position p ON p.report_id = k.report_id AND p.start <= k.start
), any_told AS (  -- where a table names the claim alone: reports with the same text have the same claims
    SELECT claim_id, arg_min(claim, report_id) AS claim FROM told GROUP BY claim_id
), figure AS (
    SELECT 1 AS place, 'cell' AS kind, c.cell_id AS id, c.indicator, c.variant, c.item, c.township_id, c.township, c.year,
           c.value, c.value_high, c.unit, c.bound, c.verdict, c.reasons, c.obs_status, c.correction_id, [t.claim] AS claims, []::VARCHAR[] AS cells
    FROM cell c LEFT JOIN told t ON t.claim_id = c.claim_id AND t.report_id = c.report_id WHERE c.value IS NOT NULL
    UNION ALL BY NAME
    SELECT 2 AS place, 'growth' AS kind, g.growth_id AS id, g.indicator, g.variant, g.item, g.township_id, g.township, g.year,
           coalesce(g.stated_pct, g.computed_pct) AS value, '%' AS unit, coalesce(g.stated_bound, '=') AS bound, g.verdict, g.reasons,
           list_filter([a.claim], x -> x.claim_id IS NOT NULL) AS claims, list_filter([g.base_cell_id, g.cell_id], x -> x IS NOT NULL) AS cells
    FROM growth g LEFT JOIN any_told a USING (claim_id)
    UNION ALL BY NAME
    SELECT 3 AS place, 'target' AS kind, t.target_id AS id, t.indicator, t.variant, t.item, t.township_id, t.township, t.year,
           t.value, t.value_high, t.unit, t.bound, t.reasons, [k.claim] AS claims, list_filter([t.cell_id], x -> x IS NOT NULL) AS cells
    FROM target t LEFT JOIN told k ON k.claim_id = t.claim_id AND k.report_id = t.report_id
    UNION ALL BY NAME
    SELECT 4 AS place, 'restatement' AS kind, s.restatement_id AS id, s.indicator, s.variant, s.item, s.township_id, s.township, s.year,
           s.later_value AS value, s.unit, s.later_bound AS bound, s.reasons, [e.claim, l.claim] AS claims, [s.cell_id] AS cells
    FROM restatement s LEFT JOIN any_told e ON e.claim_id = s.earlier_claim_id LEFT JOIN any_told l ON l.claim_id = s.later_claim_id
    UNION ALL BY NAME
    SELECT 5 AS place, 'derived' AS kind, d.derived_id AS id, d.indicator, d.variant, d.item, d.township_id, d.township, d.year,
           d.value, d.unit, '=' AS bound, d.verdict, d.reasons, [] AS claims, string_split(d.inputs, ';') AS cells
    FROM derived d
    UNION ALL BY NAME
    SELECT 6 AS place, 'county_total' AS kind, c.county_cell_id AS id, c.indicator, c.variant, c.item, c.year,
           c.value, c.value_high, c.unit, c.bound, c.verdict, c.reasons, c.correction_id, [t.claim] AS claims, []::VARCHAR[] AS cells
    FROM county_total c LEFT JOIN told t ON t.claim_id = c.claim_id AND t.report_id = c.report_id WHERE c.value IS NOT NULL
)
SELECT f.kind, f.id, f.indicator, i.name_zh AS indicator_name, f.variant, f.item, f.township_id, f.township, f.year,
       plain(f.value) AS value, plain(f.value_high) AS value_high, f.unit, f.bound, f.verdict, f.reasons, f.obs_status, f.correction_id, f.claims, f.cells
FROM figure f LEFT JOIN indicator i ON i.code = f.indicator
WHERE f.place = $place
ORDER BY f.id
