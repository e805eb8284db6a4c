-- 某指标有哪些口径，各有多少数 | Which variants of an indicator are told, how often | indicator=external_capital
SELECT variant, count(*) AS cells, count(DISTINCT township_id) AS townships, min(year) AS first_year, max(year) AS last_year
FROM cell WHERE indicator = $indicator AND missing_reason IS NULL GROUP BY variant ORDER BY cells DESC, variant
