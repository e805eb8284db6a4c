-- 全县: the county's own figures beside the sum of its townships; where its own report is there.
SELECT t.county AS 县, t.year AS 年份, i.name_zh AS 指标, t.variant AS 口径, t.item AS 项目, t.value AS 全县数, t.value_high AS 上限, t.unit AS 单位, say('bound', t.bound) AS 界,
       t.sum_value AS 各乡镇之和, t.told AS 已报乡镇, t.alive AS 乡镇数, t.difference AS 差额, t.difference_pct AS "差额（%）", say('county_outcome', t.outcome) AS 核对,
       say_reasons(t.outcome_reasons) AS 核对说明, say('verdict', t.verdict) AS 可比性, say_reasons(t.reasons) AS 原因, t.missing AS 缺数乡镇, t.sentence AS 原句,
       r.file_name AS 报告文件, t.county_cell_id AS 单元格编号
FROM county_total t LEFT JOIN indicator i ON i.code = t.indicator LEFT JOIN read.report r ON r.report_id = t.report_id
ORDER BY t.county_code, t.year, i.domain, t.indicator, t.variant NULLS FIRST, t.item NULLS FIRST, t.county_cell_id
