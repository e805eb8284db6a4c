"""Provenance: a report leads back to bytes.

In: read.report. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="report_document_known",
    layer="read",
    table="read.report",
    kind=Kind.STOP,
    zh="报告都出自收到的文档",
    en="every report comes from a received document",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT r.report_id, r.township_id, r.year, '文件 ' || r.sha256 AS detail FROM {batch} AS r ANTI
            JOIN raw.document AS d ON d.sha256 = r.sha256
    """,
)
