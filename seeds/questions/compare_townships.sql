-- 同一年两个乡镇的同一指标 | One indicator of two townships in a year | indicator=tax_revenue; year=2022; a=; b=
FROM compare_townships($indicator, $year::INTEGER, $a, $b)
