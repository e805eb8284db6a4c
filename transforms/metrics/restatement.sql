-- metrics.restatement: one figure told twice by different reports.
-- In: told, candidate, report, place. Told twice is what a cell has more than one candidate for.
WITH again AS (
    SELECT cell_id, claim_id, report_id FROM candidate SEMI JOIN (SELECT cell_id FROM candidate WHERE NOT won) l USING (cell_id)
), first_told AS (  -- a report that gives a figure twice speaks with its first
    SELECT o.cell_id, o.report_id, t.* EXCLUDE (report_id), r.year AS report_year, r.report_date
    FROM again o JOIN told t USING (claim_id, report_id) JOIN report r USING (report_id)
    WHERE r.superseded_by IS NULL
    QUALIFY row_number() OVER (PARTITION BY cell_id, period_start, period_end, unit, report_id ORDER BY status, text_start, claim_id) = 1
), paired AS (
    SELECT *, lag(struct_pack(claim_id := claim_id, value := value, low := low - rounding, high := high + rounding, bound := bound,
                              status := status, as_of := as_of)) OVER w AS earlier
    FROM first_told
    WINDOW w AS (PARTITION BY cell_id, period_start, period_end, unit ORDER BY report_year, report_date NULLS LAST, report_id)
)
SELECT cell_id || ':' || claim_id AS restatement_id, cell_id, indicator, variant, item, township_id, p.at_year.code AS township_code,
       p.at_year.name AS township, year,
       CASE WHEN earlier.status = 'estimate' AND status = 'actual' THEN 'settlement'
            WHEN value < earlier.low OR value > earlier.high THEN 'restatement' ELSE 'refinement' END AS kind,
       earlier.claim_id AS earlier_claim_id, earlier.value AS earlier_value, earlier.bound AS earlier_bound,
       claim_id AS later_claim_id, value AS later_value, bound AS later_bound, unit,
       value - earlier.value AS difference, growth_pct(earlier.value, value) AS difference_pct, reasons
FROM paired JOIN place p USING (township_id, year)
WHERE earlier IS NOT NULL AND NOT (earlier.status = 'actual' AND status = 'estimate')
  AND (value != earlier.value OR bound != earlier.bound OR earlier.status != status)
  AND (as_of IS NOT DISTINCT FROM earlier.as_of OR earlier.status = 'estimate')  -- a year to date is completed by the year, not restated
