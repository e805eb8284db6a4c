"""Against the median of at least four townships in the same year.

Three hundredfold and more. Townships differ by a factor of a hundred.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="magnitude_of_the_peers",
    layer="core",
    table="core.observation",
    kind=Kind.WARN,
    zh="数值与同年其他乡镇的量级相近",
    en="a value is of the magnitude of the other townships in that year",
    todo_zh="核对单位；10 的整数次方之差多半是万、亿误写",
    todo_en="check the unit; a power of ten is most likely 万 or 亿 mistaken",
    holds=True,
    failing="""
        WITH peers AS (
             SELECT indicator, variant, item, unit, year, median(CAST(value AS DOUBLE)) AS usual, count(DISTINCT township_id)
                 AS townships
             FROM winner WHERE value > 0 AND period_class != 'part' AND unit != '%' AND scope = 'township'
             GROUP BY indicator, variant, item, unit,
                 year HAVING count(DISTINCT township_id) >= 4
         )
         SELECT o.claim_id, say(o.value) || o.unit || '，同年各乡镇约 ' || say(p.usual) || o.unit
             || if(abs(log10(o.value / p.usual) - round(log10(o.value / p.usual))) < 0.25, '，疑似单位差'
             || say(pow(10, abs(round(log10(o.value / p.usual))))) || '倍'
             || if(o.value < p.usual, '（偏小）', '（偏大）'), '') AS detail
         FROM winner AS o JOIN peers AS p ON p.indicator = o.indicator AND p.unit = o.unit AND p.year = o.year
             AND p.variant IS NOT DISTINCT FROM o.variant AND p.item IS NOT DISTINCT FROM o.item
         WHERE o.scope = 'township' AND o.value > 0 AND o.period_class != 'part' AND abs(log10(o.value / p.usual)) > 2.5
             AND greatest(CAST(o.value
             AS DOUBLE), p.usual) >= 3000
    """,
    applies="""
        SELECT count(*) FROM (SELECT 1 FROM winner WHERE value > 0 AND scope = 'township' GROUP BY indicator, variant, item, unit, year
            HAVING count(DISTINCT township_id) >= 4)
    """,
    absent_zh="同年可比的乡镇不足四个",
    absent_en="fewer than four peers",
)
