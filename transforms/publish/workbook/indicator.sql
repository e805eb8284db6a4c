-- 指标说明: what every indicator means, what there is of it, where its series break.
WITH held AS (
    SELECT indicator, count(*) AS cells, count(DISTINCT township_id) AS townships, min(year) AS first_year, max(year) AS last_year,
           string_agg(DISTINCT variant, '、' ORDER BY variant) AS variants
    FROM cell WHERE value IS NOT NULL GROUP BY indicator
), broken AS (
    SELECT indicator, string_agg(DISTINCT from_year || '：' || text_zh || '（' || source || '）', '；' ORDER BY from_year || '：' || text_zh || '（' || source || '）') AS breaks
    FROM "break" GROUP BY indicator
)
SELECT i.name_zh AS 指标, i.unit AS 单位, i.domain AS 领域, i.name_en AS 英文名称, say('kind', i.kind) AS 性质, say('price_basis', i.growth_basis) AS 增速口径,
       i.core AS 每年应报, coalesce(h.cells, 0) AS 有值格数, coalesce(h.townships, 0) AS 乡镇数, h.first_year AS 首年, h.last_year AS 末年, h.variants AS 口径, i.definition_zh AS 定义, b.breaks AS 断点, i.code AS 指标代码
FROM indicator i LEFT JOIN held h ON h.indicator = i.code LEFT JOIN broken b ON b.indicator = i.code
ORDER BY coalesce(h.cells, 0) DESC, i.code
