"""A text that stops in mid-sentence was cut on the way; later figures are missing, not unreported.

In: read.text. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="text_ends_properly",
    layer="read",
    table="read.text",
    kind=Kind.WARN,
    zh="报告结尾完整，没有被截断",
    en="a report ends like one, not in mid-sentence",
    todo_zh="请乡镇重新报送",
    todo_en="ask the township to send it again",
    failing="""
        SELECT report_id, '结尾：…' || right(rtrim(text, E' \r\n\t　'), 12) AS detail FROM {batch}
         WHERE length(text) > 0 AND NOT regexp_matches(right(rtrim(text, E' \r\n\t　'), 1), '[。！？!?.…”"’）)》】日〕页:：;；]')
    """,
    applies="SELECT count(*) FROM {batch} WHERE length(text) > 0",
)
