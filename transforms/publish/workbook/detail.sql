-- 明细: every filled cell, a row each.
SELECT c.township AS 乡镇, c.year AS 年份, i.name_zh AS 指标, c.variant AS 口径, c.item AS 项目, c.value AS 数值, c.value_high AS 上限, c.unit AS 单位,
       say('bound', c.bound) AS 界, say('verdict', c.verdict) AS 可比性, say_reasons(c.reasons) AS 原因, say('status', c.status) AS 性质, c.as_of AS 截止日,
       c.obs_status AS 观测状态, c.sentence AS 原句, r.file_name AS 报告文件, c.township_code AS 乡镇代码, c.indicator AS 指标代码, c.cell_id AS 单元格编号
FROM cell c LEFT JOIN indicator i ON i.code = c.indicator LEFT JOIN read.report r ON r.report_id = c.report_id
WHERE c.value IS NOT NULL ORDER BY c.year, c.township_code, i.domain, c.indicator, c.variant NULLS FIRST, c.item NULLS FIRST, c.cell_id
