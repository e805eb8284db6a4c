-- 后来的报告改了哪些旧数 | Figures that a later report told otherwise
SELECT r.township, r.year, i.name_zh, r.variant, r.item, r.kind, r.earlier_value, r.later_value, r.unit, r.difference_pct
FROM restatement r JOIN indicator i ON i.code = r.indicator ORDER BY abs(r.difference_pct) DESC NULLS LAST, r.restatement_id
