-- metrics.coverage: of what is expected or given, how much stands, by township and year.
-- In: cell, report, township. `filled` counts indicators with at least one value.
SELECT township_id, any_value(township_code) AS township_code, any_value(township) AS township, any_value(county_code) AS county_code,
       any_value(county) AS county, year, any_value(report_id) FILTER (report_id IS NOT NULL) IS NOT NULL AS has_values,
       count(*) FILTER (missing_reason IS NULL) AS cells, count(*) FILTER (missing_reason IS NOT NULL) AS blanks,
       count(DISTINCT indicator) FILTER (missing_reason IS NULL) AS indicators,
       count(*) FILTER (verdict = 'comparable') AS comparable, count(*) FILTER (verdict = 'with_caveat') AS with_caveat,
       count(*) FILTER (verdict = 'not_comparable') AS not_comparable,
       count(*) FILTER (missing_reason = 'report_missing') AS report_missing, count(*) FILTER (missing_reason = 'not_in_report') AS not_in_report,
       count(*) FILTER (missing_reason = 'quarantined') AS quarantined, count(*) FILTER (missing_reason = 'extraction_failed') AS extraction_failed,
       count(*) FILTER (missing_reason = 'place_not_alive') AS place_not_alive
FROM cell GROUP BY township_id, year
