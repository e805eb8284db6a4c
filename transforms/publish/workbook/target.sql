-- 目标完成: targets and their results.
SELECT t.township AS 乡镇, t.year AS 年份, i.name_zh AS 指标, t.variant AS 口径, t.item AS 项目, say('target_kind', t.kind) AS 目标类别, say('measure', t.measure) AS 量别,
       say('bound', t.bound) AS 界, t.value AS 目标值, t.value_high AS 目标上限, t.unit AS 单位, t.result AS 结果, say('target', t.outcome) AS 完成情况,
       say_reasons(t.reasons) AS 原因, t.issued_on AS 提出日期, t.sentence AS 原句, t.target_id AS 目标编号
FROM target t LEFT JOIN indicator i ON i.code = t.indicator
ORDER BY t.year NULLS LAST, t.township_code, i.domain, t.indicator, t.target_id
