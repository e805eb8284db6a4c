"""A correction that matches nothing, or whose guard fails because the source healed, is an error, not noise.

In: core.correction. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="corrections_apply",
    layer="core",
    table="core.correction",
    kind=Kind.ASK,
    zh="每条更正都匹配到数字且前提成立",
    en="every correction matches a figure and its guard holds",
    todo_zh="改写或停用这条更正",
    todo_en="rewrite or retire the correction",
    failing="""
        SELECT correction_id, outcome || ': ' || reason AS detail FROM {batch} WHERE outcome IN ('guard_failed', 'no_match')
    """,
    absent_zh="没有更正",
    absent_en="no correction",
)
