"""text[start:end] == quote, always (docs/design.md, What a claim says).

In: read.mention. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="spans_hold",
    layer="read",
    table="read.mention",
    kind=Kind.STOP,
    zh="每个数字的位置与原文一致",
    en="every number's span holds against the stored text",
    todo_zh="查读取程序，报告缺陷",
    todo_en="look at the reader, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT m.report_id, m.start, m.end, m.quote || ' ≠ ' || coalesce(substr(t.text, m.start + 1, m.end - m.start), '∅')
            AS detail
         FROM {batch} AS m LEFT JOIN read.text AS t USING (report_id)
         WHERE m.start < 0 OR m.end <= m.start OR t.text IS NULL OR substr(t.text, m.start + 1, m.end - m.start) != m.quote
    """,
)
