-- 所述增速与计算增速并列 | Growth as stated beside growth as computed | indicator=tax_revenue
SELECT township, year, variant, item, stated_pct, stated_bound, computed_pct, computed_low_pct, computed_high_pct, basis, outcome, reasons, sentence
FROM growth WHERE indicator = $indicator ORDER BY township_code, year, variant, item
