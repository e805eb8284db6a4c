-- 某指标各乡镇占全县比重、与中位数之差 | Each township's share of the county, and distance to the median | indicator=tax_revenue; year=2022
SELECT township, value, unit, share_of_county_pct, share_basis, to_median_pct, verdict, missing FROM ranking
WHERE indicator = $indicator AND year = $year::INTEGER AND per = 'total' ORDER BY variant, item, rank_low, township_id
