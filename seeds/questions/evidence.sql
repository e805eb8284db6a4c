-- 一个单元格从何而来：入选与落选的陈述 | Where a cell comes from: the claim that won and those that lost | cell=
SELECT c.won, c.reason, k.value, k.unit, k.bound, k.status, k.period_start, k.period_end, r.file_name, k.start, k.quote, k.sentence
FROM core.candidate c JOIN read.claim k USING (claim_id) JOIN read.report r ON r.report_id = k.report_id WHERE c.cell_id = $cell ORDER BY c.won DESC, k.start
