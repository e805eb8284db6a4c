"""Dates are inclusive.

In: read.claim. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="period_ordered",
    layer="read",
    table="read.claim",
    kind=Kind.STOP,
    zh="时期的首日不晚于末日",
    en="a period's first day is not after its last",
    todo_zh="查读取程序，报告缺陷",
    todo_en="look at the reader, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT claim_id, period_start || '..' || period_end AS detail FROM {batch} WHERE period_start > period_end
    """,
)
