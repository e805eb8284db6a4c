-- Beside a release's macros, in a lake of many counties: who is in it. Comparisons across counties: compare_townships, and rank_across (lake.py).
CREATE OR REPLACE VIEW province_overview AS
    SELECT workspace, any_value(county) AS county, count(DISTINCT township_id) AS townships, min(year) AS first_year, max(year) AS last_year,
           count(*) FILTER (missing_reason IS NULL) AS cells_filled, count(*) FILTER (verdict = 'comparable') AS cells_comparable,
           count(*) FILTER (verdict = 'with_caveat') AS cells_with_caveat, count(*) FILTER (verdict = 'not_comparable') AS cells_not_comparable,
           count(*) FILTER (missing_reason IS NOT NULL) AS cells_blank
    FROM cell GROUP BY workspace;
COMMENT ON VIEW province_overview IS '各县概况：乡镇、年份、单元格与可比性 · counties of the lake: townships, years, cells, verdicts';
