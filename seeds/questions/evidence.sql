-- 一个单元格从何而来：入选与落选的陈述 | Where a cell comes from: the claim that won and those that lost | cell=
FROM evidence($cell)
