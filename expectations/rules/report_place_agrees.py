"""Names and codes are dated attributes of a stable id; two at once mean that two places were taken for one.

In: read.report. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="report_place_agrees",
    layer="read",
    table="read.report",
    kind=Kind.STOP,
    zh="同一乡镇编号、同一年只有一个代码和一个县",
    en="one township id has one code and one county within a year",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    keys=("township_id", "year"),
    failing="""
        SELECT any_value(report_id) AS report_id, township_id, year, string_agg(DISTINCT township_code || ' ' || county, ' / ')
            AS detail
         FROM {batch} GROUP BY township_id, year HAVING count(DISTINCT township_code || county) > 1
    """,
)
