-- metrics.cell: every cell with its SDMX observation status, the first row of seeds/obs_status.csv that fits.
-- In: stated (cells, filled and blank), break_rule, status_rule (row_no, field, word, code). What a status depends on has few distinct cases.
WITH judged AS (
    SELECT DISTINCT coalesce(missing_reason, '') AS missing_reason, coalesce(verdict, '') AS verdict, if(missing_reason IS NULL, reasons, '') AS reasons FROM stated
), trait AS (
    SELECT *, 'missing_reason' AS field, missing_reason AS word FROM judged WHERE missing_reason != ''
    UNION ALL BY NAME
    SELECT *, 'verdict' AS field, verdict AS word FROM judged WHERE missing_reason = ''
    UNION ALL BY NAME
    SELECT *, 'reason' AS field, split_part(unnest(string_split(reasons, ';')), ':', 1) AS word FROM judged WHERE missing_reason = '' AND reasons != ''
), by_trait AS (
    SELECT t.missing_reason, t.verdict, t.reasons, min(r.row_no) AS row_no FROM trait t JOIN status_rule r USING (field, word) GROUP BY ALL
), by_break AS (
    SELECT k.indicator, k.variant, k.year, min(r.row_no) AS row_no
    FROM (SELECT DISTINCT indicator, coalesce(variant, '') AS variant, year FROM stated WHERE missing_reason IS NULL) k
    JOIN break_rule b ON b.indicator = k.indicator AND b.from_year = k.year AND b.variant IN ('', k.variant)
    JOIN status_rule r ON r.field = 'break' AND r.word = b.effect GROUP BY ALL
)
SELECT s.*, r.code AS obs_status
FROM stated s
LEFT JOIN by_trait t ON t.missing_reason = coalesce(s.missing_reason, '') AND t.verdict = coalesce(s.verdict, '')
     AND t.reasons = if(s.missing_reason IS NULL, s.reasons, '')
LEFT JOIN by_break b ON b.indicator = s.indicator AND b.variant = coalesce(s.variant, '') AND b.year = s.year AND s.missing_reason IS NULL
LEFT JOIN status_rule r ON r.row_no = least(t.row_no, b.row_no)
