-- 某指标各乡镇最近一个可比的数 | Each township's latest comparable value of an indicator | indicator=tax_revenue
SELECT township_id, arg_max(township, year) AS township, variant, item, max(year) AS year, arg_max(value, year) AS value, any_value(unit) AS unit, arg_max(verdict, year) AS verdict
FROM cell WHERE indicator = $indicator AND missing_reason IS NULL AND verdict <> 'not_comparable' GROUP BY township_id, variant, item ORDER BY value DESC, township_id
