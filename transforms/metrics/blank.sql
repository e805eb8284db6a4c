-- The expected cells that nothing fills, each with one missing reason; one row per indicator × township × year (variant and item empty).
-- In: cell, expected (seeds/expected.csv in file order), indicator, township, report, claim (report_id), quarantine, today (one row).
WITH live_report AS (
    SELECT report_id, sha256, township_id, year FROM report WHERE superseded_by IS NULL
), span AS (
    SELECT township_id, min(year) AS first_year FROM live_report GROUP BY township_id
), last AS (
    SELECT max(year) AS last_year FROM live_report
), grid AS (
    SELECT s.township_id, unnest(range(s.first_year, l.last_year + 1))::INTEGER AS year FROM span s CROSS JOIN last l
), place AS (
    SELECT g.township_id, g.year,
           bool_or(coalesce(t.valid_from, DATE '0001-01-01') <= make_date(g.year, 12, 31)
                   AND coalesce(t.valid_to, DATE '9999-12-31') >= make_date(g.year, 12, 31)) AS alive,
           arg_min(struct_pack(code := t.code, name := t.name, county_code := t.county_code, county := t.county), struct_pack(
               outside := CASE WHEN coalesce(t.valid_from, DATE '0001-01-01') <= make_date(g.year, 12, 31)
                               AND coalesce(t.valid_to, DATE '9999-12-31') >= make_date(g.year, 12, 31) THEN 0 ELSE 1 END,
               far := abs(g.year - coalesce(year(t.valid_from), year(t.valid_to), g.year)), code := t.code, name := t.name)) AS at_year
    FROM grid g JOIN township t USING (township_id) GROUP BY g.township_id, g.year
), common AS (  -- reported by enough townships of the county in that year
    SELECT county_code, indicator, year FROM cell WHERE missing_reason IS NULL
    GROUP BY county_code, indicator, year HAVING count(DISTINCT township_id) >= $common_from
), wanted AS (
    SELECT p.township_id, p.year, p.alive, p.at_year, i.code AS indicator, i.unit
    FROM place p CROSS JOIN indicator i
    LEFT JOIN common m ON m.indicator = i.code AND m.county_code = p.at_year.county_code AND m.year = p.year
    WHERE i.cell_rule != 'none' AND (i.core OR m.indicator IS NOT NULL)
), ruled AS (  -- the last row of expected.csv that fits decides
    SELECT w.township_id, w.year, w.indicator, arg_max(e.expected, e.row_no) AS expected, arg_max(e.due, e.row_no) AS due
    FROM wanted w JOIN expected e ON e.indicator IN ('*', w.indicator) AND e.township_id IN ('*', w.township_id)
         AND w.year BETWEEN e.from_year AND e.to_year
    GROUP BY w.township_id, w.year, w.indicator
), state AS (
    SELECT r.township_id, r.year, count(*) AS reports,
           count(*) FILTER (q.sha256 IS NULL AND c.report_id IS NOT NULL) AS readable
    FROM live_report r
    LEFT JOIN (SELECT DISTINCT sha256 FROM quarantine WHERE resolved_at IS NULL AND stage NOT IN ('raw')) q USING (sha256)
    LEFT JOIN (SELECT DISTINCT report_id FROM claim) c USING (report_id)
    GROUP BY r.township_id, r.year
), waiting AS (
    SELECT DISTINCT township_id, year FROM quarantine WHERE resolved_at IS NULL AND township_id IS NOT NULL AND year IS NOT NULL
)
SELECT concat_ws(':', w.indicator, '', '', w.township_id, w.year) AS cell_id, w.indicator, NULL::VARCHAR AS variant, NULL::VARCHAR AS item,
       w.township_id, w.at_year.code AS township_code, w.at_year.name AS township, w.at_year.county_code AS county_code,
       w.at_year.county AS county, w.year, w.unit, '' AS reasons, true AS item_listed,
       CASE WHEN NOT w.alive THEN 'place_not_alive' WHEN s.reports IS NULL AND q.township_id IS NOT NULL THEN 'quarantined'
            WHEN s.reports IS NULL THEN 'report_missing' WHEN s.readable = 0 THEN 'extraction_failed'
            ELSE 'not_in_report' END AS missing_reason
FROM wanted w
JOIN ruled r USING (township_id, year, indicator)
LEFT JOIN state s USING (township_id, year)
LEFT JOIN waiting q USING (township_id, year)
ANTI JOIN (SELECT DISTINCT indicator, township_id, year FROM cell) f USING (indicator, township_id, year)
WHERE r.expected AND (s.reports IS NOT NULL OR $today IS NULL OR $today >= (w.year + 1 || '-' || r.due)::DATE)
