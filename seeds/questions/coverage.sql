-- 某年各乡镇的报告与单元格 | Reports and cells of each township in a year | year=2022
FROM coverage($year::INTEGER)
