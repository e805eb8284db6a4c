"""Nothing is silently dropped.

A number is a claim or rejected with a reason. With disjoint spans that hold, equal counts prove it.

In: read.text. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="digits_accounted",
    layer="read",
    table="read.text",
    kind=Kind.STOP,
    zh="文中每一个阿拉伯数字都有去向",
    en="every digit of a text belongs to a number that is accounted for",
    todo_zh="查读取程序，报告缺陷",
    todo_en="look at the reader, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT t.report_id, length(regexp_replace(t.text, '[^0-9０-９]', '', 'g')) || ' 个数字，有去向 ' || coalesce(m.digits, 0)
            AS detail
         FROM {batch} AS t
         LEFT JOIN (SELECT report_id, sum(length(regexp_replace(quote, '[^0-9０-９]', '', 'g'))) AS digits FROM read.mention
             GROUP BY report_id) AS m USING (report_id)
         WHERE length(regexp_replace(t.text, '[^0-9０-９]', '', 'g')) != coalesce(m.digits, 0)
    """,
)
