-- 某指标某年的乡镇名次区间 | Townships ranked by an indicator in a year | indicator=population; year=2022
SELECT rank_best, rank_worst, township, value, unit, variant, item, verdict, reasons, ranked, townships
FROM ranking WHERE indicator = $indicator AND year = $year::INTEGER ORDER BY variant, item, rank_best, township_code
