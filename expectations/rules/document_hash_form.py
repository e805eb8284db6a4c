"""Bytes are kept by their SHA-256; anything else as a key means that the archive cannot be verified.

In: raw.document. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="document_hash_form",
    layer="raw",
    table="raw.document",
    kind=Kind.STOP,
    zh="文档编号是 64 位十六进制哈希",
    en="a document's key is a SHA-256 in hex",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT sha256, '长度 ' || length(sha256) AS detail FROM {batch} WHERE length(sha256) != 64
            OR NOT regexp_full_match(sha256, '[0-9a-f]*')
    """,
)
