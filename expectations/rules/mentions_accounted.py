"""Accounting the other way round: a lost claim is a figure that nobody will miss.

In: read.mention. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="mentions_accounted",
    layer="read",
    table="read.mention",
    kind=Kind.STOP,
    zh="每个标为陈述的数字都有陈述",
    en="every number marked as a claim has its claim",
    todo_zh="查读取程序，报告缺陷",
    todo_en="look at the reader, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT m.report_id, m.start, m.end, m.quote AS detail FROM {batch} AS m
         LEFT JOIN read.claim AS c ON c.report_id = m.report_id AND c.start >= m.start AND c.end <= m.end
         WHERE m.outcome = 'claim' AND c.claim_id IS NULL
    """,
    applies="SELECT count(*) FROM {batch} WHERE outcome = 'claim'",
)
