"""A quarantined report leaves blanks in the tables until somebody decides.

In: raw.quarantine. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="quarantine_open",
    layer="raw",
    table="raw.quarantine",
    kind=Kind.ASK,
    zh="没有待处理的隔离文档",
    en="no document waits in quarantine",
    todo_zh="按提示处理：xianzhi quarantine list",
    todo_en="follow its hint: xianzhi quarantine list",
    failing="""
        SELECT sha256, stage, file_name || ': ' || reason || ' · ' || hint AS detail FROM {batch} WHERE resolved_at IS NULL
    """,
)
