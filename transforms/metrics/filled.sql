-- filled (a step's own table): metrics.cell without the blanks: winners with verdict and reasons; cells whose candidates a check holds back.
-- In: told, candidate, place.
WITH held AS (
    SELECT cell_id, arg_min(claim_id, struct_pack(a := claim_id, b := report_id)) AS claim_id,
           arg_min(report_id, struct_pack(a := claim_id, b := report_id)) AS report_id, array_to_string(list_sort(list_distinct(list(reason))), ';') AS reasons
    FROM (FROM candidate WHERE starts_with(reason, 'held:')) ANTI JOIN (SELECT cell_id FROM candidate WHERE won) w USING (cell_id)
    GROUP BY cell_id
), winner AS (
    SELECT c.cell_id, o.indicator, o.variant, o.item, o.township_id, o.year, o.value, o.value_high, o.unit, o.bound, o.status,
           o.period_start, o.period_end, o.as_of,
           CASE WHEN c.reason = 'conflict' THEN join_reasons([o.reasons, 'conflict']) ELSE o.reasons END AS reasons,
           NULL::VARCHAR AS missing_reason, o.claim_id, o.report_id, o.sentence, o.period_class, o.low, o.high, o.rounding, o.item_listed,
           o.value_stated, o.unit_stated, o.correction_id
    FROM (FROM candidate WHERE won) c JOIN told o USING (claim_id, report_id)
), blank AS (
    SELECT h.cell_id, o.indicator, o.variant, o.item, o.township_id, o.year, o.unit, h.reasons, 'quarantined' AS missing_reason, o.item_listed
    FROM held h JOIN told o USING (claim_id, report_id)
), cell AS (FROM winner UNION ALL BY NAME FROM blank)
SELECT cell.cell_id, cell.indicator, cell.variant, cell.item, cell.township_id, p.at_year.code AS township_code, p.at_year.name AS township,
       p.at_year.county_code AS county_code, p.at_year.county AS county, p.home_code, cell.year,
       cell.value, cell.value_high, cell.unit, cell.bound, cell.status, cell.period_start, cell.period_end, cell.as_of,
       CASE WHEN cell.missing_reason IS NULL THEN verdict_of(cell.reasons) END AS verdict, cell.reasons, cell.missing_reason,
       cell.claim_id, cell.report_id, cell.sentence, cell.period_class, cell.low, cell.high, cell.rounding, cell.item_listed,
       cell.value_stated, cell.unit_stated, cell.correction_id
FROM cell JOIN place p USING (township_id, year)
