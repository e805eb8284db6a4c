-- 哪些指标哪些乡镇某年没有说 | What expected indicators a year's reports leave out | year=2022
SELECT i.name_zh, count(*) AS townships, string_agg(c.township, '、' ORDER BY c.township_code) AS who
FROM cell c JOIN indicator i ON i.code = c.indicator WHERE c.year = $year::INTEGER AND c.missing_reason = 'not_in_report'
GROUP BY i.name_zh ORDER BY townships DESC, i.name_zh
