"""Two current annual reports of one year give two answers to one question.

In: read.report. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="one_annual_report",
    layer="read",
    table="read.report",
    kind=Kind.ASK,
    zh="一个乡镇一年只有一份现行的年度报告",
    en="a township has one current annual report a year",
    todo_zh="决定哪一份有效",
    todo_en="decide which one counts",
    keys=("township_id", "year"),
    failing="""
        SELECT township_id, year, any_value(report_id) AS report_id, string_agg(file_name, ' / ' ORDER BY report_id) AS detail
         FROM {batch} WHERE kind = 'annual' AND superseded_by IS NULL GROUP BY township_id, year HAVING count(*) > 1
    """,
    applies="SELECT count(*) FROM {batch} WHERE kind = 'annual'",
    absent_zh="没有年度报告",
    absent_en="no annual report",
)
