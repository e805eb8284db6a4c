-- metrics.change: what the next release says otherwise than the one before, and why.
-- In: cell_before, cell_after, report_before, report_after (report_id, superseded_by, superseded_reason).
-- Causes in this order: a correction came or went · a check held the row or let it go · the report was retracted · its claim comes from a report that the
-- release before did not have (a later report on an earlier year: restatement) · else the same report read otherwise: reader.
WITH beside AS (
    SELECT coalesce(b.cell_id, a.cell_id) AS cell_id, coalesce(a.indicator, b.indicator) AS indicator, coalesce(a.variant, b.variant) AS variant,
           coalesce(a.item, b.item) AS item, coalesce(a.township_id, b.township_id) AS township_id, coalesce(a.township, b.township) AS township,
           coalesce(a.year, b.year) AS year, coalesce(a.unit, b.unit) AS unit, b.value AS value_before, a.value AS value_after,
           b.verdict AS verdict_before, a.verdict AS verdict_after, b.report_id AS report_was, a.report_id AS report_is,
           b.correction_id AS correction_was, a.correction_id AS correction_is,
           coalesce(starts_with(b.reasons, 'held:'), false) AS held_before, coalesce(starts_with(a.reasons, 'held:'), false) AS held_after
    FROM cell_before b FULL JOIN cell_after a ON a.cell_id = b.cell_id
), changed AS (
    SELECT *, CASE WHEN value_before IS NULL THEN 'added' WHEN value_after IS NULL THEN 'removed' WHEN value_before != value_after THEN 'value' ELSE 'verdict' END AS change
    FROM beside
    WHERE value_before IS DISTINCT FROM value_after OR (value_after IS NOT NULL AND verdict_before IS DISTINCT FROM verdict_after)
)
SELECT c.cell_id, c.indicator, c.variant, c.item, c.township_id, c.township, c.year, c.change,
       CASE WHEN c.correction_was IS DISTINCT FROM c.correction_is THEN 'correction'
            WHEN c.held_before OR c.held_after THEN 'check'
            WHEN gone.superseded_reason = 'retracted' OR (c.report_was IS NOT NULL AND gone.report_id IS NULL) THEN 'retraction'
            WHEN c.report_is IS NOT NULL AND had.report_id IS NULL THEN if(new.year > c.year AND c.value_before IS NOT NULL, 'restatement', 'new_report')
            WHEN gone.superseded_by IS NOT NULL THEN 'new_report'
            ELSE 'reader' END AS cause,
       c.value_before, c.value_after, c.verdict_before, c.verdict_after, c.unit
FROM changed c
LEFT JOIN report_before had ON had.report_id = c.report_is
LEFT JOIN report_after new ON new.report_id = c.report_is
LEFT JOIN report_after gone ON gone.report_id = c.report_was
