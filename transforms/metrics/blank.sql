-- blank (a step's own table): every expected cell that nothing fills, with one missing reason (variant and item empty).
-- In: filled, expected (seeds/expected.csv in file order), indicator, place, report, readable, quarantine; $today, $common_from.
WITH live_report AS (
    SELECT report_id, sha256, township_id, year FROM report WHERE superseded_by IS NULL
), span AS (  -- from a township's first report to the last one of its county
    SELECT township_id, home_code, min(r.year) AS first_year, max(max(r.year)) OVER (PARTITION BY home_code) AS last_year
    FROM live_report r JOIN (SELECT DISTINCT township_id, home_code FROM place) USING (township_id) GROUP BY township_id, home_code
), present AS (
    SELECT DISTINCT home_code, indicator, year, township_id, missing_reason IS NULL AS has_value FROM filled
), common AS (  -- reported by enough townships of the county in that year
    SELECT home_code, indicator, year FROM present WHERE has_value GROUP BY home_code, indicator, year HAVING count(*) >= $common_from
), due_place AS (
    SELECT p.township_id, p.home_code, p.year, p.alive FROM place p JOIN span s ON s.township_id = p.township_id AND p.year BETWEEN s.first_year AND s.last_year
), wanted AS (
    SELECT p.*, i.code AS indicator FROM due_place p CROSS JOIN indicator i WHERE i.cell_rule != 'none' AND i.core
    UNION ALL
    SELECT p.*, m.indicator FROM due_place p JOIN common m USING (home_code, year)
    JOIN indicator i ON i.code = m.indicator AND i.cell_rule != 'none' AND NOT i.core
), empty AS (
    SELECT * FROM wanted ANTI JOIN present USING (indicator, township_id, year)
), for_all AS (  -- the last row of expected.csv that fits decides: among those for every township …
    SELECT i.code AS indicator, y.year, max(e.row_no) AS row_no
    FROM (SELECT DISTINCT year FROM place) y CROSS JOIN indicator i
    JOIN expected e ON e.township_id = '*' AND e.indicator IN ('*', i.code) AND y.year BETWEEN e.from_year AND e.to_year GROUP BY ALL
), for_one AS (  -- … and those for one
    SELECT e.township_id, i.code AS indicator, y.year, max(e.row_no) AS row_no
    FROM (SELECT DISTINCT year FROM place) y CROSS JOIN indicator i
    JOIN expected e ON e.township_id != '*' AND e.indicator IN ('*', i.code) AND y.year BETWEEN e.from_year AND e.to_year GROUP BY ALL
), state AS (
    SELECT r.township_id, r.year, count(*) AS reports, count(*) FILTER (q.sha256 IS NULL AND c.report_id IS NOT NULL) AS readable
    FROM live_report r
    LEFT JOIN (SELECT DISTINCT sha256 FROM quarantine WHERE resolved_at IS NULL AND stage = 'read') q USING (sha256)
    LEFT JOIN readable c USING (report_id)
    GROUP BY r.township_id, r.year
), waiting AS (
    SELECT DISTINCT township_id, year FROM quarantine WHERE resolved_at IS NULL AND township_id IS NOT NULL AND year IS NOT NULL
), placed AS (  -- what holds for all blanks of a township's year
    SELECT p.township_id, p.year, p.at_year.code AS township_code, p.at_year.name AS township, p.at_year.county_code AS county_code,
           p.at_year.county AS county, s.reports IS NOT NULL AS reported,
           CASE WHEN NOT p.alive THEN 'place_not_alive' WHEN s.reports IS NULL AND q.township_id IS NOT NULL THEN 'quarantined'
                WHEN s.reports IS NULL THEN 'report_missing' WHEN s.readable = 0 THEN 'extraction_failed'
                ELSE 'not_in_report' END AS missing_reason
    FROM place p LEFT JOIN state s USING (township_id, year) LEFT JOIN waiting q USING (township_id, year)
)
SELECT concat(w.indicator, ':::', w.township_id, ':', w.year) AS cell_id, w.indicator, w.township_id, p.township_code, p.township, p.county_code, p.county,
       w.year, i.unit, '' AS reasons, true AS item_listed, p.missing_reason
FROM empty w
JOIN indicator i ON i.code = w.indicator
JOIN placed p USING (township_id, year)
LEFT JOIN for_all a USING (indicator, year)
LEFT JOIN for_one o ON o.township_id = w.township_id AND o.indicator = w.indicator AND o.year = w.year
JOIN expected r ON r.row_no = greatest(a.row_no, o.row_no)
WHERE r.expected AND (p.reported OR $today IS NULL OR $today >= (w.year + 1 || '-' || r.due)::DATE)
