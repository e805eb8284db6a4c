-- 哪些目标没有完成，或再没有提起 | Targets missed or never mentioned again | year=2022
SELECT t.year, t.township, i.name_zh, t.variant, t.item, t.kind, t.bound, t.value, t.unit, t.result, t.outcome, t.sentence
FROM target t JOIN indicator i ON i.code = t.indicator
WHERE t.outcome IN ('missed', 'not_mentioned') AND t.year = $year::INTEGER ORDER BY t.township_code, t.indicator, t.claim_id
