-- What the page shows, asked of a release's database. Each statement begins with its name: "-- name: cells".
-- name: indicators
SELECT i.code, i.domain, i.name_zh, i.name_en, i.unit, i.kind, i.definition, i.definition_zh, i.cell_rule, i.growth_basis, i.better, i.core,
       coalesce(c.filled, 0)::INTEGER AS filled, coalesce(c.townships, 0)::INTEGER AS townships, c.first_year, c.last_year
FROM indicator i LEFT JOIN (
    SELECT indicator, count(*) AS filled, count(DISTINCT township_id) AS townships, min(year) AS first_year, max(year) AS last_year
    FROM cell WHERE missing_reason IS NULL GROUP BY indicator) c ON c.indicator = i.code
ORDER BY i.domain, i.code
-- name: townships
SELECT township_id, code, name, county, city, province, valid_from, valid_to FROM township
ORDER BY arg_max(code, coalesce(valid_from, DATE '0001-01-01')) OVER (PARTITION BY township_id), township_id, valid_from NULLS FIRST
-- name: counties
SELECT DISTINCT township_id AS county_code, township AS county FROM read.report WHERE place_kind = 'county' ORDER BY ALL
-- name: county_totals
SELECT t.county_cell_id, t.indicator, t.variant, t.item, t.county_code, t.county, t.year, t.value, t.value_high, t.unit, t.bound, t.verdict, t.reasons, t.missing_reason,
       t.sum_value, t.told, t.alive, t.missing, t.difference, t.difference_pct, t.outcome, t.outcome_reasons, t.sentence, t.report_id, m.start
FROM county_total t LEFT JOIN read.claim m ON m.claim_id = t.claim_id AND m.report_id = t.report_id
ORDER BY t.county_code, t.year DESC, CASE t.outcome WHEN 'contradicts' THEN 0 WHEN 'agrees' THEN 1 ELSE 2 END, t.indicator, t.variant NULLS FIRST, t.item NULLS FIRST
-- name: peers
SELECT t.township_id, p.township_id AS peer
FROM (SELECT DISTINCT township_id FROM township) t, LATERAL (SELECT * FROM peers(t.township_id)) p
ORDER BY t.township_id, abs(ln(p.size_ratio::DOUBLE)), p.township_id
-- name: place_changes
SELECT township_id, from_year, kind FROM place_change ORDER BY ALL
-- name: coverage
SELECT township_id, year, state, expected, due_on, report_id, cells_expected, cells_filled, cells_comparable, cells_with_caveat, cells_not_comparable
FROM coverage ORDER BY township_id, year
-- name: coverage_by_indicator
SELECT indicator, year, count(DISTINCT township_id)::INTEGER AS filled FROM cell WHERE missing_reason IS NULL GROUP BY ALL ORDER BY ALL
-- name: breaks
SELECT break_id, indicator, variant, from_year, kind, effect, text_zh, text_en, source FROM "break"
WHERE indicator IN (SELECT indicator FROM cell WHERE missing_reason IS NULL) ORDER BY indicator, from_year, break_id, variant
-- name: cells
SELECT c.indicator, c.cell_id, c.township_id, c.year, c.variant, c.item, c.value, c.value_high, c.unit, c.bound, c.status, c.verdict, c.reasons,
       c.missing_reason, c.period_class, c.as_of, c.claim_id, m.quote, c.sentence, p.verdict AS step_verdict, p.reasons AS step_reasons,
       r.rank_low, r.rank_high, r.ranked, r.alive, r.to_median_pct, r.share_of_county_pct,
       h.value AS per_head, h.unit AS per_head_unit, h.rank_low AS per_head_rank_low, h.rank_high AS per_head_rank_high
FROM cell c
LEFT JOIN read.claim m ON m.claim_id = c.claim_id AND m.report_id = c.report_id
LEFT JOIN pair p ON p.right_cell_id = c.cell_id AND p.kind = 'years'
LEFT JOIN ranking r ON r.cell_id = c.cell_id AND r.per = 'total'
LEFT JOIN ranking h ON h.cell_id = c.cell_id AND h.per = 'per_head'
ORDER BY c.indicator, c.variant NULLS FIRST, c.item NULLS FIRST, c.township_code, c.year
-- name: candidates
SELECT d.cell_id, c.indicator, d.won, d.reason, d.claim_id, d.report_id, m.quote, m.sentence, m.start, m."end", m.sentence_start, o.value_stated,
       o.unit_stated, o.value, o.value_high, o.unit, o.bound, o.status, o.period_start, o.period_end, o.as_of, o.rounding, o.correction_id,
       m.subject, m.rules, s.page, s.stood_at
FROM core.candidate d
JOIN cell c ON c.cell_id = d.cell_id
JOIN core.observation o ON o.claim_id = d.claim_id AND o.report_id = d.report_id
JOIN read.claim m ON m.claim_id = d.claim_id AND m.report_id = d.report_id
LEFT JOIN read.position s ON s.report_id = d.report_id AND s.start <= m.start AND s."end" > m.start
QUALIFY row_number() OVER (PARTITION BY d.cell_id, d.claim_id, d.report_id ORDER BY s.start DESC) = 1
ORDER BY c.indicator, d.cell_id, d.won DESC, d.report_id, m.start
-- name: corrections
SELECT correction_id, claim_id, indicator, action, outcome, before, after, reason, who, decided_on FROM core.correction ORDER BY ALL
-- name: reports
SELECT report_id, township_id, year, year_kind, year_rule, report_date, kind, session, speaker, file_name, media_type, is_ocr, sha256, superseded_by,
       superseded_reason
FROM read.report ORDER BY township_code, year, report_date, report_id
-- name: numbers
WITH filled AS (
    SELECT report_id, claim_id, min(cell_id) AS cell_id FROM cell WHERE claim_id IS NOT NULL GROUP BY ALL
    UNION ALL SELECT report_id, claim_id, min(county_cell_id) FROM county_total WHERE claim_id IS NOT NULL GROUP BY ALL),
     told AS (
    SELECT m.report_id, m.start, m.indicator, m.variant, m.item, m.measure, m.status, m.scope, m.sentence_start,
           length(m.sentence)::INTEGER AS sentence_length, w.cell_id
    FROM read.claim m LEFT JOIN filled w ON w.claim_id = m.claim_id AND w.report_id = m.report_id)
SELECT n.report_id, n.start, n."end", n.outcome, n.rule, m.indicator, m.variant, m.item, m.measure, m.status, m.scope, m.sentence_start,
       m.sentence_length, m.cell_id
FROM read.mention n
LEFT JOIN told m ON m.report_id = n.report_id AND m.start = if(n.outcome = 'claim', n.start, NULL)
ORDER BY n.report_id, n.start
-- name: targets
SELECT t.* EXCLUDE (township_code, township, run_id), m.start
FROM target t LEFT JOIN read.claim m ON m.claim_id = t.claim_id AND m.report_id = t.report_id
ORDER BY t.township_code, t.year, t.indicator, t.target_id
-- name: growth
SELECT indicator, variant, item, township_id, year, base_year, measure, stated_pct, stated_bound, computed_pct, outcome, verdict, reasons, cell_id
FROM growth WHERE measure = 'yoy' ORDER BY township_code, year, indicator, growth_id
-- name: checks
SELECT check_id, layer, kind, outcome, checked, failing, held, message_zh, message_en, owner, detail FROM ops.check_result
ORDER BY CASE outcome WHEN 'fail' THEN 0 WHEN 'error' THEN 0 WHEN 'not_applicable' THEN 2 ELSE 1 END, CASE kind WHEN 'stop' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END, check_id
-- name: failing_rows
SELECT f.check_id, f.township_id, f.year, f.indicator, f.detail, f.sentence, f.held, f.report_id, m.start
FROM ops.failing_row f LEFT JOIN read.claim m ON m.claim_id = f.claim_id AND m.report_id = f.report_id
ORDER BY f.check_id, f.row_key
-- name: changes
SELECT cell_id, indicator, variant, item, township_id, year, change, cause, value_before, value_after, verdict_before, verdict_after, unit FROM change
ORDER BY township_id, year, indicator, cell_id
-- name: change_counts
SELECT township_id, year, change, cause, count(*)::INTEGER AS n FROM change GROUP BY ALL ORDER BY ALL
