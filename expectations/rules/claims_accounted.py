"""Accounting between the two tables of the read layer, one way round.

In: read.claim. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="claims_accounted",
    layer="read",
    table="read.claim",
    kind=Kind.STOP,
    zh="每个陈述对应一个标为陈述的数字",
    en="every claim stands for one number marked as a claim",
    todo_zh="查读取程序，报告缺陷",
    todo_en="look at the reader, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT c.claim_id, c.quote AS detail FROM {batch} AS c
         ANTI JOIN (SELECT report_id, start, "end" FROM read.mention WHERE outcome = 'claim') AS m
         ON m.report_id = c.report_id AND m.start <= c.start AND m.end >= c.end
    """,
)
