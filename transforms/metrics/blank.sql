-- stated (a step's own table): metrics.cell without its observation status: the filled cells, and every expected cell that nothing fills with one missing reason (variant and item empty).
-- In: filled, expected (seeds/expected.csv in file order), indicator, place, report, claim (report_id), quarantine; $today, $common_from.
WITH live_report AS (
    SELECT report_id, sha256, township_id, year FROM report WHERE superseded_by IS NULL
), span AS (  -- from a township's first report to the last one of its county
    SELECT township_id, home_code, min(r.year) AS first_year, max(max(r.year)) OVER (PARTITION BY home_code) AS last_year
    FROM live_report r JOIN (SELECT DISTINCT township_id, home_code FROM place) USING (township_id) GROUP BY township_id, home_code
), common AS (  -- reported by enough townships of the county in that year
    SELECT p.home_code, f.indicator, f.year FROM filled f JOIN place p USING (township_id, year) WHERE f.missing_reason IS NULL
    GROUP BY p.home_code, f.indicator, f.year HAVING count(DISTINCT f.township_id) >= $common_from
), wanted AS (
    SELECT p.township_id, p.year, p.alive, p.at_year, i.code AS indicator, i.unit
    FROM place p JOIN span s ON s.township_id = p.township_id AND p.year BETWEEN s.first_year AND s.last_year
    CROSS JOIN indicator i
    LEFT JOIN common m ON m.indicator = i.code AND m.home_code = p.home_code AND m.year = p.year
    WHERE i.cell_rule != 'none' AND (i.core OR m.indicator IS NOT NULL)
), ruled AS (  -- the last row of expected.csv that fits decides
    SELECT w.township_id, w.year, w.indicator, arg_max(e.expected, e.row_no) AS expected, arg_max(e.due, e.row_no) AS due
    FROM wanted w JOIN expected e ON e.indicator IN ('*', w.indicator) AND e.township_id IN ('*', w.township_id)
         AND w.year BETWEEN e.from_year AND e.to_year
    GROUP BY w.township_id, w.year, w.indicator
), state AS (
    SELECT r.township_id, r.year, count(*) AS reports, count(*) FILTER (q.sha256 IS NULL AND c.report_id IS NOT NULL) AS readable
    FROM live_report r
    LEFT JOIN (SELECT DISTINCT sha256 FROM quarantine WHERE resolved_at IS NULL AND stage = 'read') q USING (sha256)
    LEFT JOIN (SELECT DISTINCT report_id FROM claim) c USING (report_id)
    GROUP BY r.township_id, r.year
), waiting AS (
    SELECT DISTINCT township_id, year FROM quarantine WHERE resolved_at IS NULL AND township_id IS NOT NULL AND year IS NOT NULL
), blank AS (
    SELECT concat_ws(':', w.indicator, '', '', w.township_id, w.year) AS cell_id, w.indicator, w.township_id, w.at_year.code AS township_code,
           w.at_year.name AS township, w.at_year.county_code AS county_code, w.at_year.county AS county, w.year, w.unit, '' AS reasons,
           true AS item_listed,
           CASE WHEN NOT w.alive THEN 'place_not_alive' WHEN s.reports IS NULL AND q.township_id IS NOT NULL THEN 'quarantined'
                WHEN s.reports IS NULL THEN 'report_missing' WHEN s.readable = 0 THEN 'extraction_failed'
                ELSE 'not_in_report' END AS missing_reason
    FROM wanted w
    JOIN ruled r USING (township_id, year, indicator)
    LEFT JOIN state s USING (township_id, year)
    LEFT JOIN waiting q USING (township_id, year)
    ANTI JOIN (SELECT DISTINCT indicator, township_id, year FROM filled) f USING (indicator, township_id, year)
    WHERE r.expected AND (s.reports IS NOT NULL OR $today IS NULL OR $today >= (w.year + 1 || '-' || r.due)::DATE)
)
FROM filled UNION ALL BY NAME FROM blank
