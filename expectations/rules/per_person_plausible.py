"""A slip between 万元 and 亿元 shows at once per head. Residents as the denominators of metrics: 常住, else 户籍.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="per_person_plausible",
    layer="core",
    table="core.observation",
    kind=Kind.WARN,
    zh="按人口平均后的数值在可能的范围内",
    en="a value per resident lies within what it can be",
    todo_zh="核对单位（万元与亿元）和原文",
    todo_en="check the unit (万元 or 亿元) and the text",
    holds=True,
    failing="""
        WITH people AS (
             SELECT township_id, year, coalesce(max(value) FILTER (variant = '常住'), max(value) FILTER (variant = '户籍'),
                 max(value) FILTER (variant IS NULL)) AS residents
             FROM winner WHERE indicator = 'population' GROUP BY township_id, year
         )
         SELECT o.claim_id,
             say(o.value / p.residents) || o.unit || '/人，不在 '
                 || coalesce(say(s.low), '0') || '..' || coalesce(say(s.high), '∞') AS detail
         FROM winner AS o JOIN people AS p USING (township_id, year) JOIN seed_range AS s ON s.indicator = o.indicator
             AND s.per = 'person' JOIN seed_indicator AS i ON i.code = o.indicator
         WHERE p.residents > 0 AND o.unit = i.unit AND (o.value / p.residents < s.low OR o.value / p.residents > s.high)
    """,
    applies="""
        SELECT count(*) FROM winner AS o JOIN seed_range AS s ON s.indicator = o.indicator AND s.per = 'person'
            WHERE EXISTS (SELECT 1 FROM winner AS p WHERE p.indicator = 'population' AND p.township_id = o.township_id
            AND p.year = o.year)
    """,
    absent_zh="没有人口数可除",
    absent_en="no population to divide by",
)
