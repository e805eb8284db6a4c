"""A clerk must be able to dispute a rejection.

In: read.mention. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="rejections_explained",
    layer="read",
    table="read.mention",
    kind=Kind.STOP,
    zh="每个被排除的数字都写明原因和规则",
    en="every rejected number says why and by which rule",
    todo_zh="查读取程序，报告缺陷",
    todo_en="look at the reader, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT report_id, start, "end", quote AS detail FROM {batch} WHERE trim(outcome) = '' OR trim(rule) = ''
    """,
)
