-- 所述增速与计算增速的比较 | Growth as stated beside growth as computed | indicator=gdp
FROM growth WHERE indicator = $indicator ORDER BY ALL
