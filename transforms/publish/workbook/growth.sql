-- 增长: growth as stated beside growth as computed.
SELECT g.township AS 乡镇, g.year AS 年份, i.name_zh AS 指标, g.variant AS 口径, g.item AS 项目, g.base_year AS 基期, b.value AS 基期数值, c.value AS 本年数值, c.unit AS 单位,
       g.computed_pct AS "计算增速（%）", g.stated_pct AS "所述增速（%）", say('bound', g.stated_bound) AS 所述界, say('growth', g.outcome) AS 核对,
       say('price_basis', g.basis) AS 价格口径, say('verdict', g.verdict) AS 可比性, say_reasons(g.reasons) AS 原因, g.sentence AS 原句, g.growth_id AS 增长编号
FROM growth g LEFT JOIN indicator i ON i.code = g.indicator LEFT JOIN cell c ON c.cell_id = g.cell_id LEFT JOIN cell b ON b.cell_id = g.base_cell_id
ORDER BY g.year, g.township_code, i.domain, g.indicator, g.variant NULLS FIRST, g.item NULLS FIRST, g.growth_id
