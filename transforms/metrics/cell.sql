-- metrics.cell without the blanks: winners with verdict and reasons; cells whose candidates are all held back by a check.
-- In: observation, candidate, report (report_id), township (dated rows), claim (claim_id, sentence).
WITH place AS (  -- code and name of a township at the end of a year; before or after its life, the nearest
    SELECT n.township_id, n.year, arg_min(struct_pack(code := t.code, name := t.name, county_code := t.county_code, county := t.county), struct_pack(
               outside := CASE WHEN coalesce(t.valid_from, DATE '0001-01-01') <= make_date(n.year, 12, 31)
                               AND coalesce(t.valid_to, DATE '9999-12-31') >= make_date(n.year, 12, 31) THEN 0 ELSE 1 END,
               far := abs(n.year - coalesce(year(t.valid_from), year(t.valid_to), n.year)), code := t.code, name := t.name)) AS at_year
    FROM (SELECT DISTINCT township_id, year FROM observation WHERE year IS NOT NULL) n JOIN township t USING (township_id)
    GROUP BY n.township_id, n.year
), held AS (
    SELECT cell_id, any_value(claim_id) AS claim_id, array_to_string(list_sort(list_distinct(list(reason))), ';') AS reasons
    FROM candidate GROUP BY cell_id HAVING NOT bool_or(won) AND bool_or(starts_with(reason, 'held:'))
), filled AS (
    SELECT c.cell_id, o.indicator, o.variant, o.item, o.township_id, o.year, o.value, o.value_high, o.unit, o.bound, o.status,
           o.period_start, o.period_end, o.as_of, join_reasons(o.reasons, if(c.reason = 'conflict', 'conflict', '')) AS reasons,
           NULL::VARCHAR AS missing_reason, o.claim_id, o.report_id, o.period_class, o.low, o.high, o.rounding, o.item_listed,
           o.value_stated, o.unit_stated, o.correction_id
    FROM candidate c JOIN observation o USING (claim_id) WHERE c.won
), blank AS (
    SELECT h.cell_id, o.indicator, o.variant, o.item, o.township_id, o.year, NULL AS value, NULL AS value_high, o.unit, NULL AS bound,
           NULL AS status, NULL AS period_start, NULL AS period_end, NULL AS as_of, h.reasons, 'quarantined' AS missing_reason,
           NULL AS claim_id, NULL AS report_id, NULL AS period_class, NULL AS low, NULL AS high, NULL AS rounding, o.item_listed,
           NULL AS value_stated, NULL AS unit_stated, NULL AS correction_id
    FROM held h JOIN observation o USING (claim_id)
), cell AS (FROM filled UNION ALL BY NAME FROM blank)
SELECT cell.cell_id, cell.indicator, cell.variant, cell.item, cell.township_id, p.at_year.code AS township_code, p.at_year.name AS township,
       p.at_year.county_code AS county_code, p.at_year.county AS county, cell.year,
       cell.value, cell.value_high, cell.unit, cell.bound, cell.status, cell.period_start, cell.period_end, cell.as_of,
       CASE WHEN cell.missing_reason IS NULL THEN verdict_of(cell.reasons) END AS verdict, cell.reasons, cell.missing_reason,
       cell.claim_id, claim.sentence, cell.report_id, cell.period_class, cell.low, cell.high, cell.rounding, cell.item_listed,
       cell.value_stated, cell.unit_stated, cell.correction_id
FROM cell LEFT JOIN place p USING (township_id, year) LEFT JOIN claim ON claim.claim_id = cell.claim_id
