-- 有数据的指标 | Indicators with data
SELECT i.code, i.name_zh, i.name_en, i.unit, count(*) AS cells, count(DISTINCT c.township_id) AS townships, min(c.year) AS first_year, max(c.year) AS last_year
FROM cell c JOIN indicator i ON i.code = c.indicator WHERE c.value IS NOT NULL GROUP BY ALL ORDER BY cells DESC, i.code
