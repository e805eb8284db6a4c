"""Nothing is set aside without saying why and how to mend it.

In: raw.quarantine. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="quarantine_explained",
    layer="raw",
    table="raw.quarantine",
    kind=Kind.STOP,
    zh="每个被隔离的文档都有原因和解决办法",
    en="every quarantined document has a reason and a hint",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT sha256, stage, '原因或办法为空' AS detail FROM {batch} WHERE trim(reason) = '' OR trim(hint) = ''
    """,
)
