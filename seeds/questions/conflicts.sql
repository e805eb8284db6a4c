-- 一份报告里自相矛盾的数 | Figures that contradict each other within one report
SELECT c.township, c.year, i.name_zh, d.won, o.value, o.unit, k.sentence
FROM cell c JOIN core.candidate d ON d.cell_id = c.cell_id JOIN core.observation o ON o.claim_id = d.claim_id AND o.report_id = d.report_id
JOIN read.claim k ON k.claim_id = d.claim_id AND k.report_id = d.report_id JOIN indicator i ON i.code = c.indicator
WHERE d.reason = 'conflict' ORDER BY c.township_code, c.year, c.indicator, d.won DESC, o.text_start
