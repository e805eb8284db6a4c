-- metrics.cell: every cell with its SDMX observation status, the first row of seeds/obs_status.csv that fits.
-- In: stated (cells, filled and blank), break_rule, status_rule (row_no, field, word, code).
WITH trait AS (
    SELECT cell_id, 'missing_reason' AS field, missing_reason AS word FROM stated WHERE missing_reason IS NOT NULL
    UNION ALL BY NAME
    SELECT cell_id, 'verdict' AS field, verdict AS word FROM stated WHERE missing_reason IS NULL
    UNION ALL BY NAME
    SELECT cell_id, 'reason' AS field, split_part(reason, ':', 1) AS word
    FROM (SELECT cell_id, unnest(string_split(reasons, ';')) AS reason FROM stated WHERE missing_reason IS NULL AND reasons != '')
    UNION ALL BY NAME
    SELECT s.cell_id, 'break' AS field, b.effect AS word
    FROM stated s JOIN break_rule b ON b.indicator = s.indicator AND b.from_year = s.year AND b.variant IN ('', coalesce(s.variant, ''))
    WHERE s.missing_reason IS NULL
), decided AS (
    SELECT cell_id, arg_min(code, row_no) AS obs_status FROM trait JOIN status_rule USING (field, word) GROUP BY cell_id
)
SELECT stated.*, decided.obs_status FROM stated LEFT JOIN decided USING (cell_id)
