-- 与一个乡镇相当的乡镇：同县、同类、人口相近 | Townships like one: same county and kind, population within a factor of two | township=
FROM peers($township)
