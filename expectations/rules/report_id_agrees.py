"""The id is made of the identity; where they differ, a township was swapped or a year shifted after the report was identified.

In: read.report. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="report_id_agrees",
    layer="read",
    table="read.report",
    kind=Kind.STOP,
    zh="报告编号与乡镇、年份、类型、文件一致",
    en="a report's id agrees with its township, year, kind and document",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT report_id, township_id, year, '应为 ' || concat_ws(':', township_id, year, kind, left(sha256, 8)) AS detail
         FROM {batch} WHERE report_id != concat_ws(':', township_id, year, kind, left(sha256, 8))
    """,
)
