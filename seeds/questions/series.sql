-- 一个乡镇一个指标的历年数列，遇断点分段 | A township's series, cut into segments at breaks | township=; indicator=tax_revenue
FROM series($township, $indicator)
