-- 变更: what differs from the last release.
SELECT c.township AS 乡镇, c.year AS 年份, i.name_zh AS 指标, c.variant AS 口径, c.item AS 项目, say('change', c.change) AS 变化, say('cause', c.cause) AS 缘由,
       c.value_before AS 之前, c.value_after AS 之后, c.unit AS 单位, say('verdict', c.verdict_before) AS 之前可比性, say('verdict', c.verdict_after) AS 之后可比性, c.cell_id AS 单元格编号
FROM change c LEFT JOIN indicator i ON i.code = c.indicator ORDER BY c.year, c.township_id, c.indicator, c.cell_id
