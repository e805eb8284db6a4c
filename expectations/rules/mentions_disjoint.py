"""Each character of a number belongs to exactly one mention; overlapping ones would count twice.

In: read.mention. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="mentions_disjoint",
    layer="read",
    table="read.mention",
    kind=Kind.STOP,
    zh="数字之间不重叠",
    en="numbers do not overlap",
    todo_zh="查读取程序，报告缺陷",
    todo_en="look at the reader, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT report_id, start, "end", quote AS detail FROM {batch}
         QUALIFY start < max("end") OVER (PARTITION BY report_id ORDER BY start, "end" ROWS BETWEEN UNBOUNDED PRECEDING
             AND 1 PRECEDING)
    """,
)
