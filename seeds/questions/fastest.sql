-- 某年某指标谁增长最快（只算可比的） | Who grew fastest in a year, comparable pairs only | indicator=tax_revenue; year=2022
SELECT township, variant, item, base_value, value, unit, pct, verdict, reasons FROM (
    SELECT c.township, c.township_id, c.variant, c.item, b.value AS base_value, c.value, c.unit, growth_pct(b.value, c.value) AS pct, p.verdict, p.reasons
    FROM pair p JOIN cell c ON c.cell_id = p.right_cell_id JOIN cell b ON b.cell_id = p.left_cell_id
    WHERE p.indicator = $indicator AND p.right_year = $year::INTEGER AND p.year = p.right_year - 1 AND p.verdict <> 'not_comparable')
ORDER BY pct DESC NULLS LAST, township_id
