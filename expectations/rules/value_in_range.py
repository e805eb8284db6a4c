"""Limits of seeds/checks/ranges.csv, each with its source. They are a township's: a county's totals may be more.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="value_in_range",
    layer="core",
    table="core.observation",
    kind=Kind.WARN,
    zh="数值在该指标可能的范围内",
    en="a value lies within what the indicator can be at all",
    todo_zh="核对单位和原文；必要时更正",
    todo_en="check unit and text; correct if need be",
    holds=True,
    failing="""
        SELECT o.claim_id, say(o.value) || o.unit || '，不在 ' || coalesce(say(s.low), '-∞') || '..'
            || coalesce(say(s.high), '∞') AS detail
         FROM {batch} AS o JOIN seed_range AS s ON s.indicator = o.indicator AND s.per = 'value'
             JOIN seed_indicator AS i ON i.code = o.indicator
         WHERE o.measure = 'level' AND o.excluded IS NULL AND o.unit = i.unit AND (o.value < s.low OR o.value > s.high)
             AND NOT (o.scope = 'county' AND i.additive)
    """,
    applies="""
        SELECT count(*) FROM {batch} AS o JOIN seed_range AS s ON s.indicator = o.indicator AND s.per = 'value'
            WHERE o.measure = 'level' AND o.excluded IS NULL
    """,
    absent_zh="没有设了范围的指标",
    absent_en="no indicator with limits",
)
