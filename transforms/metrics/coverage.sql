-- metrics.coverage: townships × years: is a report expected, is it there, how many cells stand.
-- In: stated, place, report, expected, quarantine; $today. `expected` of the whole report is the last row of expected.csv for every indicator (*).
WITH live_report AS (
    SELECT township_id, year, arg_min(report_id, struct_pack(a := kind != 'annual', b := report_id)) AS report_id,
           bool_and(kind = 'half_year') AS half_year_only
    FROM report WHERE superseded_by IS NULL GROUP BY township_id, year
), first AS (
    SELECT township_id, min(year) AS first_year FROM live_report GROUP BY township_id
), last AS (
    SELECT p.home_code, max(r.year) AS last_year, min(r.year) AS first_year FROM live_report r JOIN place p USING (township_id, year) GROUP BY p.home_code
), due AS (
    SELECT p.township_id, p.year, arg_max(e.expected, e.row_no) AS expected, make_date(p.year + 1, 1, 1) AS next_year, arg_max(e.due, e.row_no) AS due
    FROM place p JOIN expected e ON e.indicator = '*' AND e.township_id IN ('*', p.township_id) AND p.year BETWEEN e.from_year AND e.to_year
    GROUP BY p.township_id, p.year
), waiting AS (
    SELECT DISTINCT township_id, year FROM quarantine WHERE resolved_at IS NULL AND township_id IS NOT NULL AND year IS NOT NULL
), counted AS (
    SELECT township_id, year, count(*) AS cells_expected, count(*) FILTER (missing_reason IS NULL) AS cells_filled,
           count(*) FILTER (verdict = 'comparable') AS cells_comparable, count(*) FILTER (verdict = 'with_caveat') AS cells_with_caveat,
           count(*) FILTER (verdict = 'not_comparable') AS cells_not_comparable
    FROM stated GROUP BY township_id, year
)
SELECT p.township_id, p.year, p.at_year.code AS township_code, p.at_year.name AS township, p.at_year.county_code AS county_code,
       p.at_year.county AS county, p.alive,
       coalesce(d.expected AND p.alive AND p.year >= f.first_year, false) AS expected,
       (p.year + 1 || '-' || coalesce(d.due, '03-31'))::DATE AS due_on, r.report_id,
       CASE WHEN r.report_id IS NOT NULL THEN if(r.half_year_only, 'half_year_only', 'reported') WHEN NOT p.alive THEN 'not_alive'
            WHEN w.township_id IS NOT NULL THEN 'quarantined' WHEN $today < (p.year + 1 || '-' || coalesce(d.due, '03-31'))::DATE THEN 'not_due'
            ELSE 'missing' END AS state,
       coalesce(c.cells_expected, 0)::INTEGER AS cells_expected, coalesce(c.cells_filled, 0)::INTEGER AS cells_filled,
       coalesce(c.cells_comparable, 0)::INTEGER AS cells_comparable, coalesce(c.cells_with_caveat, 0)::INTEGER AS cells_with_caveat,
       coalesce(c.cells_not_comparable, 0)::INTEGER AS cells_not_comparable
FROM place p JOIN last l ON l.home_code = p.home_code AND p.year BETWEEN l.first_year AND l.last_year
LEFT JOIN first f USING (township_id)
LEFT JOIN due d USING (township_id, year)
LEFT JOIN live_report r USING (township_id, year)
LEFT JOIN waiting w USING (township_id, year)
LEFT JOIN counted c USING (township_id, year)
