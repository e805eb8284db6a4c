-- Table macros of a release, for analysts. Tables are named without the catalog (see schema.py). A township may be given by id, code or name.
-- Verdict of two cells: the same rules as metrics.pair (transforms/metrics/linked.sql); see docs/comparability.md. Exact division, verdicts and
-- reason lists come from transforms/metrics/prelude.sql, which stands before this file in a release.
CREATE OR REPLACE MACRO break_reasons(wanted_code, wanted_variant, year_a, year_b) AS (
    SELECT string_agg(if(b.effect = 'not_comparable', 'break:', 'note:') || b.break_id, ';' ORDER BY b.break_id) FROM "break" b
    WHERE b.indicator = wanted_code AND b.variant IN ('', coalesce(wanted_variant, '')) AND b.from_year > least(year_a, year_b) AND b.from_year <= greatest(year_a, year_b));
CREATE OR REPLACE MACRO period_reason(class_a, class_b, as_of_a, as_of_b) AS
    CASE WHEN class_a != class_b OR (class_a = 'year_to_date' AND abs(dayofyear(as_of_a) - dayofyear(as_of_b)) > 31) THEN 'period_length' ELSE '' END;
CREATE OR REPLACE MACRO township_ids(who) AS TABLE
    SELECT DISTINCT township_id FROM township WHERE township_id = who OR code = who OR name = who;

CREATE OR REPLACE MACRO compare(indicator_code, year_a, year_b) AS TABLE
    WITH a AS (SELECT * FROM cell WHERE indicator = indicator_code AND year = year_a AND missing_reason IS NULL),
    b AS (SELECT * FROM cell WHERE indicator = indicator_code AND year = year_b AND missing_reason IS NULL),
    crossing AS (SELECT variant, break_reasons(indicator_code, variant, year_a, year_b) AS reasons FROM (SELECT DISTINCT coalesce(variant, '') AS variant FROM cell WHERE indicator = indicator_code)),
    moved AS (SELECT township_id, string_agg(DISTINCT 'place:' || kind, ';' ORDER BY 'place:' || kind) AS reasons FROM place_change
              WHERE from_year > least(year_a, year_b) AND from_year <= greatest(year_a, year_b) GROUP BY township_id),
    judged AS (
        SELECT coalesce(a.township_id, b.township_id) AS township_id, coalesce(b.township, a.township) AS township, coalesce(a.variant, b.variant) AS variant,
               coalesce(a.item, b.item) AS item, a.value AS value_a, b.value AS value_b, coalesce(a.unit, b.unit) AS unit,
               ratio_of(b.value, a.value) AS ratio,
               join_reasons([a.reasons, b.reasons, if(a.cell_id IS NULL OR b.cell_id IS NULL, 'no_value', ''), c.reasons, m.reasons,
                               period_reason(a.period_class, b.period_class, a.as_of, b.as_of), if(i.growth_basis = 'unknown' AND year_a != year_b, 'price_basis', '')]) AS reasons,
               a.cell_id AS cell_a, b.cell_id AS cell_b
        FROM a FULL JOIN b ON a.township_id = b.township_id AND coalesce(a.variant, '') = coalesce(b.variant, '')
             AND coalesce(a.item, '') = coalesce(b.item, '') AND a.unit = b.unit
        LEFT JOIN crossing c ON c.variant = coalesce(a.variant, b.variant, '')
        LEFT JOIN moved m ON m.township_id = coalesce(a.township_id, b.township_id)
        LEFT JOIN indicator i ON i.code = indicator_code)
    SELECT township_id, township, variant, item, value_a, value_b, unit, value_b - value_a AS difference, ratio, pair_verdict_of(reasons) AS verdict, reasons, cell_a, cell_b
    FROM judged ORDER BY variant, item, township_id;

CREATE OR REPLACE MACRO compare_townships(indicator_code, which_year, who_a, who_b) AS TABLE
    WITH a AS (SELECT * FROM cell WHERE indicator = indicator_code AND year = which_year AND missing_reason IS NULL AND township_id IN (FROM township_ids(who_a))),
    b AS (SELECT * FROM cell WHERE indicator = indicator_code AND year = which_year AND missing_reason IS NULL AND township_id IN (FROM township_ids(who_b))),
    judged AS (
        SELECT coalesce(a.variant, b.variant) AS variant, coalesce(a.item, b.item) AS item, a.township AS township_a, b.township AS township_b,
               a.value AS value_a, b.value AS value_b, coalesce(a.unit, b.unit) AS unit, ratio_of(b.value, a.value) AS ratio,
               join_reasons([a.reasons, b.reasons, if(a.cell_id IS NULL OR b.cell_id IS NULL, 'no_value', ''),
                               period_reason(a.period_class, b.period_class, a.as_of, b.as_of)]) AS reasons, a.cell_id AS cell_a, b.cell_id AS cell_b
        FROM a FULL JOIN b ON coalesce(a.variant, '') = coalesce(b.variant, '') AND coalesce(a.item, '') = coalesce(b.item, '') AND a.unit = b.unit)
    SELECT *, value_b - value_a AS difference, pair_verdict_of(reasons) AS verdict FROM judged ORDER BY variant, item;

CREATE OR REPLACE MACRO series(who, indicator_code) AS TABLE
    WITH own AS (SELECT * FROM cell WHERE indicator = indicator_code AND missing_reason IS NULL AND township_id IN (FROM township_ids(who))),
    linked AS (
        SELECT o.*, p.verdict AS step_verdict, p.reasons AS step_reasons
        FROM own o LEFT JOIN pair p ON p.right_cell_id = o.cell_id AND p.township_id = o.township_id)
    SELECT township_id, township, variant, item, year, value, value_high, unit, bound, verdict, reasons,
           (1 + sum(if(step_verdict = 'not_comparable', 1, 0)) OVER (PARTITION BY township_id, variant, item, unit ORDER BY year))::INTEGER AS segment,
           step_verdict, step_reasons, cell_id
    FROM linked ORDER BY township_id, variant, item, year;

CREATE OR REPLACE MACRO rank_townships(indicator_code, which_year) AS TABLE
    SELECT t.county_code, t.variant, t.item, t.period_kind, t.rank_low, t.rank_high, t.township, t.value, t.value_high, t.unit, t.bound, t.verdict, t.reasons,
           h.value AS per_head, h.unit AS per_head_unit, h.rank_low AS per_head_rank_low, h.rank_high AS per_head_rank_high, t.ranked, t.alive, t.missing,
           t.share_of_county_pct, t.share_basis, t.to_median_pct, t.cell_id
    FROM ranking t LEFT JOIN ranking h ON h.cell_id = t.cell_id AND h.per = 'per_head'
    WHERE t.per = 'total' AND t.indicator = indicator_code AND t.year = which_year
    ORDER BY t.county_code, t.variant, t.item, t.period_kind, t.rank_low, t.rank_high, t.township_id;

-- A cell's id ends in township and year, a report's begins with its township: only that township's candidates are read.
CREATE OR REPLACE MACRO evidence(which_cell) AS TABLE
    SELECT d.won, d.reason, o.value_stated, o.unit_stated, o.value, o.value_high, o.unit, o.bound, o.status, o.period_start, o.period_end, o.as_of,
           c.quote, c.sentence, c.start, c."end", r.township, r.year AS report_year, r.report_date, r.kind AS report_kind, r.file_name, r.sha256,
           p.stood_at, p.page, p.box_left, p.box_top, p.box_right, p.box_bottom, r.source_url, o.correction_id, d.claim_id, d.report_id
    FROM core.candidate d
    JOIN core.observation o ON o.claim_id = d.claim_id AND o.report_id = d.report_id AND o.township_id = split_part(which_cell, ':', -2)
    JOIN read.claim c ON c.claim_id = d.claim_id AND c.report_id = d.report_id
    JOIN read.report r ON r.report_id = d.report_id
    LEFT JOIN read.position p ON p.report_id = c.report_id AND c.start >= p.start AND c.start < p."end"
    WHERE d.cell_id = which_cell AND d.report_id >= split_part(which_cell, ':', -2) || ':' AND d.report_id < split_part(which_cell, ':', -2) || ';'
    ORDER BY d.won DESC, r.year, c.start, d.claim_id;

CREATE OR REPLACE MACRO coverage(which_year) AS TABLE
    SELECT township, state, expected, due_on, cells_expected, cells_filled, cells_comparable, cells_with_caveat, cells_not_comparable, report_id, township_id
    FROM coverage WHERE year = which_year ORDER BY township_id;

CREATE OR REPLACE MACRO targets(who) AS TABLE
    SELECT t.year, i.name_zh AS indicator_name, t.indicator, t.variant, t.item, t.kind, t.measure, t.bound, t.value, t.value_high, t.unit, t.result, t.outcome,
           t.reasons, t.issued_on, t.sentence, t.township, t.claim_id, t.cell_id
    FROM target t LEFT JOIN indicator i ON i.code = t.indicator
    WHERE t.township_id IN (FROM township_ids(who)) ORDER BY t.year, t.indicator, t.claim_id;

-- Townships to compare one with: of the same county and kind (镇 · 乡 · 街道), population within a factor of two, nearest first. Structure stands beside:
-- output of industry above designated size per head, where both have it. Figures are each township's latest that may be compared.
CREATE OR REPLACE MACRO peers(who) AS TABLE
    WITH latest AS (
        SELECT township_id, arg_max(township, year) AS township, arg_max(county_code, year) AS county_code,
               regexp_extract(arg_max(township, year), '(街道|镇|乡)(?:办事处)?$', 1) AS kind,
               arg_max(value, (year, variant = '常住')) FILTER (indicator = 'population' AND variant IN ('常住', '户籍')) AS population,
               arg_max(value, year) FILTER (indicator = 'ads_industrial_output' AND variant IS NULL) AS industry
        FROM cell WHERE missing_reason IS NULL AND verdict <> 'not_comparable' GROUP BY township_id),
    own AS (SELECT * FROM latest WHERE township_id IN (FROM township_ids(who)))
    SELECT l.township, l.kind, l.population, ratio_of(l.population, o.population) AS size_ratio,
           ratio_of(l.industry, l.population) AS industry_per_head, ratio_of(o.industry, o.population) AS own_industry_per_head, l.township_id
    FROM latest l JOIN own o ON l.county_code = o.county_code AND l.kind = o.kind AND l.township_id <> o.township_id
    WHERE l.population BETWEEN o.population / 2 AND o.population * 2
    ORDER BY abs(ln(l.population::DOUBLE / o.population::DOUBLE)), l.township_id;
