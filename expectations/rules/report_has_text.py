"""Every number leads back to its sentence: without the text it cannot.

In: read.report. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="report_has_text",
    layer="read",
    table="read.report",
    kind=Kind.STOP,
    zh="每份报告都存有全文",
    en="every report has its text stored",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT r.report_id, r.township_id, r.year, r.file_name AS detail FROM {batch} AS r ANTI
            JOIN read.text AS t ON t.report_id = r.report_id
    """,
)
