"""Township reports begin with the reform; plans reach one year ahead.

In: read.report. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="report_year_plausible",
    layer="read",
    table="read.report",
    kind=Kind.STOP,
    zh="报告年份在 1978 年与业务年份之后一年之间",
    en="a report's year lies between 1978 and the year after the business date",
    todo_zh="核对年份",
    todo_en="check the year",
    failing="""
        SELECT report_id, township_id, year, '年份 ' || year AS detail FROM {batch}, context
            WHERE year < 1978 OR year > year(business_date) + 1
    """,
)
