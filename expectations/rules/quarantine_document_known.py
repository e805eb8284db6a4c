"""Quarantine keeps the bytes: they must be in the archive.

In: raw.quarantine. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="quarantine_document_known",
    layer="raw",
    table="raw.quarantine",
    kind=Kind.STOP,
    zh="被隔离的都是收到过的文档",
    en="what is quarantined was received",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT q.sha256, q.stage, q.file_name AS detail FROM {batch} AS q ANTI JOIN raw.document AS d ON d.sha256 = q.sha256
    """,
)
