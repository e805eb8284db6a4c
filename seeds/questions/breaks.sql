-- 某指标在哪些年份断开，依据是什么 | In which years an indicator's series breaks, and by what source | indicator=ads_industrial_output
SELECT from_year, kind, effect, variant, text_zh, source FROM "break" WHERE indicator = $indicator ORDER BY from_year, break_id
