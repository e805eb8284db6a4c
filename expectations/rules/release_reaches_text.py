"""Checked once more on what people open, not on what it was made from.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="release_reaches_text",
    layer="publish",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="版本里的每个数都能追到报告原文中的句子",
    en="every figure of the release reaches its sentence in the report's text",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT c.cell_id, c.township_id, c.year, c.indicator, c.claim_id, left(c.sentence, 60) AS detail FROM {batch} AS c
         LEFT JOIN read.claim AS k ON k.claim_id = c.claim_id AND k.report_id = c.report_id LEFT
             JOIN read.text AS t ON t.report_id = k.report_id
         WHERE c.value IS NOT NULL AND (t.text IS NULL OR substr(t.text, k.start + 1, k.end - k.start) != k.quote
             OR substr(t.text, k.sentence_start + 1, length(k.sentence)) != c.sentence)
    """,
    applies="SELECT count(value) FROM {batch}",
    absent_zh="没有有值的单元格",
    absent_en="no filled cell",
)
