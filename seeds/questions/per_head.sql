-- 某指标的人均数，分母是什么 | An indicator per head, and what the denominator is | indicator=tax_revenue; year=2022
SELECT township, variant, value, unit, low, high, verdict, reasons, inputs FROM derived
WHERE kind = 'per_head' AND indicator = $indicator AND year = $year::INTEGER ORDER BY value DESC, township_id
