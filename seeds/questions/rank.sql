-- 某指标某年的乡镇名次区间，旁列人均 | Townships ranked by an indicator in a year, per head beside | indicator=tax_revenue; year=2022
FROM rank_townships($indicator, $year::INTEGER)
