"""The stored text never changes once read; offsets hold only against the same text.

In: read.text. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="text_unchanged",
    layer="read",
    table="read.text",
    kind=Kind.STOP,
    zh="存储的全文与读取时一字不差",
    en="a stored text is to the letter what was read",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT report_id, length || ' → ' || length(text) AS detail FROM {batch}
         WHERE length != length(text) OR text_sha256 != sha256(text)
    """,
)
