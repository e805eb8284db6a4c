"""Nothing is lost on the way from bytes to reports.

In: raw.document. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="documents_accounted",
    layer="read",
    table="raw.document",
    kind=Kind.STOP,
    zh="每个收到的文档要么成为报告，要么被隔离，要么是重复件",
    en="every document is a report, in quarantine, or a duplicate",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT d.sha256, d.file_name AS detail
         FROM {batch} AS d
         ANTI JOIN read.report AS r ON r.sha256 = d.sha256
         WHERE d.outcome NOT IN ('duplicate', 'archive') AND d.sha256 NOT IN (SELECT sha256 FROM raw.quarantine)
    """,
)
