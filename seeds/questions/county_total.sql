-- 县自己的报告与各乡镇之和是否一致 | The county's own figures beside the sum of its townships | year=2022
SELECT indicator, variant, item, year, value, unit, bound, sum_value, told, alive, difference, difference_pct, outcome, outcome_reasons, missing, county_cell_id FROM county_total
WHERE year = $year::INTEGER ORDER BY outcome != 'contradicts', indicator, variant, item
