-- 某指标各乡镇各年的值、可比性与原句 | An indicator over townships and years, with verdict and sentence | indicator=land_transfer_area
SELECT township, year, variant, item, value, value_high, unit, bound, verdict, reasons, sentence
FROM cell WHERE indicator = $indicator AND value IS NOT NULL ORDER BY township_code, year, variant, item
