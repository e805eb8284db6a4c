"""A document from the future means that the clock is wrong, and so are deadlines.

Two days of slack cover time zones and runs past midnight.

In: raw.document. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="document_not_from_the_future",
    layer="raw",
    table="raw.document",
    kind=Kind.WARN,
    zh="收到时间不晚于业务日期的次日",
    en="a document was not received after the day after the business date",
    todo_zh="检查本机时钟",
    todo_en="check this machine's clock",
    owner=OPERATOR,
    failing="""
        SELECT sha256, '收到于 ' || received_at AS detail FROM {batch}, context
            WHERE received_at >= business_date + INTERVAL 2 DAY
    """,
)
