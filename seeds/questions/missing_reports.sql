-- 哪些应到的报告没有到 | Expected reports that are missing
SELECT year, township, due_on, state FROM coverage WHERE expected AND state NOT IN ('reported') ORDER BY year, township_id
