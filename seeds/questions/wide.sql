-- 财政类指标宽表，一行一个乡镇一年 | Fiscal figures, a row per township and year
SELECT township, year, general_budget_revenue_yuan, tax_revenue_yuan, village_collective_income_yuan FROM wide_fiscal
