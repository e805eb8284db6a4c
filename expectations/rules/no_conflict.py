"""Two different plain figures in one report: not comparable until the steward decides.

In: core.candidate. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="no_conflict",
    layer="core",
    table="core.candidate",
    kind=Kind.ASK,
    zh="同一份报告对同一事实没有两个不同的数字",
    en="one report does not give two different figures for one fact",
    todo_zh="看原文，必要时写更正",
    todo_en="look at the text, correct if need be",
    failing="""
        SELECT cell_id, claim_id, cell_id AS detail FROM {batch} WHERE won AND reason = 'conflict'
    """,
    applies="SELECT count(*) FROM {batch} WHERE won",
)
