"""Against the median of the township's other years within five: thirtyfold and more. Small counts jump and are left alone.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="magnitude_of_the_years",
    layer="core",
    table="core.observation",
    kind=Kind.WARN,
    zh="数值与该乡镇其他年份的量级相近",
    en="a value is of the magnitude of the township's other years",
    todo_zh="核对单位；10 的整数次方之差多半是万、亿误写",
    todo_en="check the unit; a power of ten is most likely 万 or 亿 mistaken",
    holds=True,
    failing="""
        WITH own AS (
             SELECT claim_id, cell_id, indicator, variant, item, township_id, year, unit, CAST(value AS DOUBLE) AS value
                 FROM winner WHERE value > 0 AND period_class != 'part' AND unit != '%'
         ), beside AS (
             SELECT a.claim_id, a.value, a.unit, median(b.value) AS usual, count(*) AS years
             FROM own AS a JOIN own AS b ON b.indicator = a.indicator AND b.township_id = a.township_id AND b.unit = a.unit
                 AND b.year != a.year AND abs(b.year - a.year) <= 5
                  AND b.variant IS NOT DISTINCT FROM a.variant AND b.item IS NOT DISTINCT FROM a.item
             GROUP BY a.claim_id, a.value, a.unit HAVING count(*) >= 2
         )
         SELECT claim_id, say(value) || unit || '，历年约 ' || say(usual) || unit
             || if(abs(log10(value / usual) - round(log10(value / usual))) < 0.25, '，疑似单位差'
             || say(pow(10, abs(round(log10(value / usual))))) || '倍' || if(value < usual, '（偏小）', '（偏大）'), '') AS detail
         FROM beside WHERE abs(log10(value / usual)) > 1.48 AND greatest(value, usual) >= 300
    """,
    applies="""
        SELECT count(*) FROM (SELECT 1 FROM winner WHERE value > 0 GROUP BY indicator, variant, item, township_id
            HAVING count(DISTINCT year) >= 3)
    """,
    absent_zh="没有三年以上的序列",
    absent_en="no series of three years",
)
