-- 一个乡镇一年的全部数 | All figures of a township in a year | township=; year=2022
SELECT i.name_zh, c.variant, c.item, c.value, c.unit, c.bound, c.verdict, c.reasons, c.sentence
FROM cell c JOIN indicator i ON i.code = c.indicator
WHERE c.township_id IN (FROM township_ids($township)) AND c.year = $year::INTEGER AND c.value IS NOT NULL ORDER BY i.domain, i.name_zh, c.variant, c.item
