-- 合并过的乡镇按今日边界的历年数列 | A merged township's series on today's boundaries: before the merger the sum of its parts | township=; indicator=tax_revenue
SELECT year, variant, item, value, unit, verdict, reasons, inputs FROM derived
WHERE kind = 'boundaries' AND indicator = $indicator AND township_id IN (FROM township_ids($township))
UNION ALL
SELECT c.year, c.variant, c.item, c.value, c.unit, c.verdict, c.reasons, c.cell_id FROM cell c
WHERE c.indicator = $indicator AND c.missing_reason IS NULL AND c.township_id IN (FROM township_ids($township))
  AND c.year >= (SELECT coalesce(max(p.from_year), 0) FROM place_change p WHERE p.kind = 'merged' AND p.township_id = c.township_id)
ORDER BY variant, item, year
