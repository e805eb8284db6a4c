-- 某指标两年之间各乡镇的变化，能不能比 | Two years of an indicator, township by township, and whether they may be compared | indicator=tax_revenue; year_a=2021; year_b=2022
FROM compare($indicator, $year_a::INTEGER, $year_b::INTEGER)
