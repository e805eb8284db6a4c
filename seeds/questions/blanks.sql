-- 某年哪些单元格空白，为什么 | Which cells of a year are blank, and why | year=2022
SELECT township, indicator, missing_reason FROM cell WHERE year = $year::INTEGER AND missing_reason IS NOT NULL ORDER BY township_code, indicator
