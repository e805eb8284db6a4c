-- 一个乡镇定过的目标与结果 | A township's targets and what came of them | township=
FROM targets($township)
