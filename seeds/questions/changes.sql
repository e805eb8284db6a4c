-- 与上一版本相比变了什么，为什么，大的在前 | What changed since the last release and why, largest first
SELECT c.township, c.year, i.name_zh, c.variant, c.item, c.change, c.cause, c.value_before, c.value_after, c.unit, c.verdict_before, c.verdict_after, c.cell_id
FROM change c JOIN indicator i ON i.code = c.indicator
ORDER BY abs(growth_pct(c.value_before, c.value_after)) DESC NULLS LAST, c.cell_id
