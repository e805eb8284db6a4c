"""No indicator of the catalogue can be below zero as a level; a negative one is a change misread.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="level_not_negative",
    layer="core",
    table="core.observation",
    kind=Kind.WARN,
    zh="水平值不为负",
    en="a level is not negative",
    todo_zh="核对原文；是否把增减当成水平",
    todo_en="check the text; is a change taken for a level?",
    holds=True,
    failing="""
        SELECT claim_id, value || unit AS detail FROM {batch} WHERE measure = 'level' AND excluded IS NULL AND value < 0
    """,
    applies="SELECT count(*) FROM {batch} WHERE measure = 'level' AND excluded IS NULL",
    absent_zh="没有水平值",
    absent_en="no level",
)
