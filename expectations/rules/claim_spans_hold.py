"""A figure is published with its sentence; the sentence must be the report's own words, and hold the figure.

In: read.claim. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="claim_spans_hold",
    layer="read",
    table="read.claim",
    kind=Kind.STOP,
    zh="每个陈述的位置、原文和句子与全文一致",
    en="every claim's span, quote and sentence hold against the stored text",
    todo_zh="查读取程序，报告缺陷",
    todo_en="look at the reader, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT c.claim_id, c.quote || ' / ' || coalesce(substr(t.text, c.start + 1, c.end - c.start), '∅') AS detail
         FROM {batch} AS c LEFT JOIN read.text AS t USING (report_id)
         WHERE t.text IS NULL OR substr(t.text, c.start + 1, c.end - c.start) != c.quote
            OR substr(t.text, c.sentence_start + 1, length(c.sentence)) != c.sentence
            OR c.start < c.sentence_start OR c.end > c.sentence_start + length(c.sentence)
    """,
)
