-- metrics.county_total: what the county's own reports say of it, each figure beside the sum of its townships.
-- In: candidate, told, report, filled, place, indicator, county_whole (seeds/county_whole.csv). A county has few reports: all that follows is little.
-- Tested are figures of the county and of every township alive, of one variant, item, unit and period kind, without another caveat than a bound, a
-- correction or a scan. Bounds and rounding of both sides make intervals; where these do not meet the figures contradict each other. Where a county has a
-- part of its own (indicators not in county_whole) the sum may be less. What contradicts is marked, and is no denominator (ranking.sql).
WITH own_report AS (
    SELECT report_id, township_id AS county_code, county FROM report WHERE place_kind = 'county'
), chosen AS (
    FROM candidate SEMI JOIN own_report USING (report_id)
), held AS (
    SELECT cell_id, arg_min(claim_id, struct_pack(a := claim_id, b := report_id)) AS claim_id,
           arg_min(report_id, struct_pack(a := claim_id, b := report_id)) AS report_id, array_to_string(list_sort(list_distinct(list(reason))), ';') AS reasons
    FROM (FROM chosen WHERE starts_with(reason, 'held:')) ANTI JOIN (SELECT cell_id FROM chosen WHERE won) w USING (cell_id)
    GROUP BY cell_id
), figure AS (
    SELECT c.cell_id, o.* EXCLUDE (reasons), if(c.reason = 'conflict', join_reasons([o.reasons, 'conflict']), o.reasons) AS reasons, NULL::VARCHAR AS missing_reason
    FROM (FROM chosen WHERE won) c JOIN told o USING (claim_id, report_id)
    UNION ALL BY NAME
    SELECT h.cell_id, o.indicator, o.variant, o.item, o.year, o.unit, o.period_class, h.report_id, h.reasons, 'quarantined' AS missing_reason
    FROM held h JOIN told o USING (claim_id, report_id)
), own AS (
    SELECT f.* EXCLUDE (township_id), r.county_code, r.county, i.additive, w.indicator IS NOT NULL AS whole,
           if(f.missing_reason IS NULL, hindrance_of(f.reasons), 'held') AS hindrance, f.low - f.rounding AS least, f.high + f.rounding AS most
    FROM figure f JOIN own_report r USING (report_id) JOIN indicator i ON i.code = f.indicator LEFT JOIN county_whole w USING (indicator)
), part AS (
    SELECT o.cell_id, p.township, p.value, p.low, p.high, p.low - p.rounding AS least, p.high + p.rounding AS most
    FROM own o JOIN filled p ON p.county_code = o.county_code AND p.indicator = o.indicator AND p.year = o.year AND p.unit = o.unit
         AND p.period_class = o.period_class AND coalesce(p.variant, '') = coalesce(o.variant, '') AND coalesce(p.item, '') = coalesce(o.item, '')
    WHERE o.additive AND p.missing_reason IS NULL AND hindrance_of(p.reasons) = ''
), summed AS (
    SELECT cell_id, count(*) AS told, sum(value)::DECIMAL(38, 9) AS value, list(township) AS names,
           if(bool_and(low IS NOT NULL), sum(low), NULL)::DECIMAL(38, 9) AS low, if(bool_and(high IS NOT NULL), sum(high), NULL)::DECIMAL(38, 9) AS high,
           if(bool_and(least IS NOT NULL), sum(least), NULL) AS least, if(bool_and(most IS NOT NULL), sum(most), NULL) AS most
    FROM part GROUP BY cell_id
), alive AS (
    SELECT year, at_year.county_code AS county_code, count(*) AS alive, list_sort(list(at_year.name)) AS names FROM place WHERE alive GROUP BY ALL
), beside AS (
    SELECT o.*, if(o.additive, coalesce(s.told, 0), NULL) AS told, coalesce(a.alive, 0) AS alive, s.value AS sum_value, s.low AS sum_low, s.high AS sum_high,
           if(o.additive, array_to_string(list_filter(a.names, x -> NOT list_contains(coalesce(s.names, []), x)), ';'), NULL) AS missing,
           coalesce(s.least > o.most, false) AS exceeds, coalesce(s.most < o.least, false) AS short,
           s.least IS NULL OR o.most IS NULL OR (o.whole AND (s.most IS NULL OR o.least IS NULL)) AS is_open
    FROM own o LEFT JOIN summed s USING (cell_id) LEFT JOIN alive a USING (year, county_code)
), judged AS (
    SELECT *, CASE WHEN NOT additive THEN 'not_additive' WHEN hindrance != '' THEN hindrance
                   WHEN alive = 0 THEN 'no_township_report'
                   WHEN told < alive THEN concat_ws(';', if(exceeds, 'sum_exceeds', NULL), 'townships_missing:' || (alive - told))
                   WHEN exceeds THEN 'sum_exceeds' WHEN short AND whole THEN 'sum_short' WHEN is_open THEN 'open_bound'
                   WHEN NOT whole THEN 'county_part' ELSE '' END AS outcome_reasons
    FROM beside
), decided AS (
    SELECT *, CASE WHEN outcome_reasons IN ('sum_exceeds', 'sum_short') THEN 'contradicts' WHEN outcome_reasons IN ('', 'county_part') THEN 'agrees'
                   ELSE 'not_testable' END AS outcome
    FROM judged
), marked AS (
    SELECT * EXCLUDE (reasons), if(outcome = 'contradicts', join_reasons([reasons, outcome_reasons]), reasons) AS reasons FROM decided
)
SELECT cell_id AS county_cell_id, indicator, variant, item, county_code, county, year, value, value_high, unit, bound, status, period_start, period_end, as_of,
       if(missing_reason IS NULL, verdict_of(reasons), NULL) AS verdict, reasons, missing_reason, claim_id, report_id, sentence, period_class, low, high, rounding,
       value_stated, unit_stated, correction_id, sum_value, sum_low, sum_high, told::INTEGER AS told, alive::INTEGER AS alive, missing,
       CASE WHEN told = alive THEN value - sum_value END AS difference, CASE WHEN told = alive THEN percent_of(value - sum_value, value) END AS difference_pct,
       outcome, outcome_reasons
FROM marked
