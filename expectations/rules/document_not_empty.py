"""An empty file can only be in quarantine.

In: raw.document. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="document_not_empty",
    layer="raw",
    table="raw.document",
    kind=Kind.WARN,
    zh="收到的文件不是空的",
    en="a document that arrived is not empty",
    todo_zh="请乡镇重新报送",
    todo_en="ask the township to send it again",
    failing="""
        SELECT sha256, file_name AS detail FROM {batch} WHERE size_bytes <= 0 AND outcome != 'quarantine'
    """,
)
