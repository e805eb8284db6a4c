"""A report on a year cannot be given before it, nor long after.

In: read.report. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="report_date_fits_year",
    layer="read",
    table="read.report",
    kind=Kind.ASK,
    zh="作报告的日期在所述年份开始之后、业务日期之前",
    en="a report was delivered after its year began and before the business date",
    todo_zh="核对日期与年份",
    todo_en="check date and year",
    failing="""
        SELECT report_id, township_id, year, '作报告于 ' || report_date AS detail FROM {batch}, context
         WHERE report_date IS NOT NULL AND (report_date < make_date(if(year_kind = 'planned', year - 1, year), 1, 1)
             OR report_date > business_date OR year(report_date) > year + 2)
    """,
    applies="SELECT count(report_date) FROM {batch}",
    absent_zh="没有一份报告写明日期",
    absent_en="no report says its date",
)
