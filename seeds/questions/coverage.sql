-- 各乡镇各年有多少数，其余为何空白 | How much stands by township and year, and why the rest is blank
SELECT township, year, cells, comparable, with_caveat, not_comparable, report_missing, not_in_report, place_not_alive FROM coverage ORDER BY township_code, year
