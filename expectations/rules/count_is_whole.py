"""People, households, projects and animals are counted; half of one is a unit slip.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="count_is_whole",
    layer="core",
    table="core.observation",
    kind=Kind.WARN,
    zh="计数是非负整数",
    en="a count is a whole number and not negative",
    todo_zh="核对单位和原文；必要时更正",
    todo_en="check unit and text; correct if need be",
    holds=True,
    failing="""
        SELECT o.claim_id, o.value || o.unit AS detail FROM {batch} AS o JOIN seed_indicator AS s ON s.code = o.indicator
         WHERE o.measure = 'level' AND o.excluded IS NULL AND s.counted AND o.unit = s.unit AND (o.value < 0
             OR o.value != floor(o.value))
    """,
    applies="""
        SELECT count(*) FROM {batch} AS o JOIN seed_indicator AS s ON s.code = o.indicator WHERE o.measure = 'level'
            AND o.excluded IS NULL AND s.counted AND o.unit = s.unit
    """,
    absent_zh="没有计数",
    absent_en="no count",
)
