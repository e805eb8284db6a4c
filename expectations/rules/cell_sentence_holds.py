"""Every number leads back to its sentence.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="cell_sentence_holds",
    layer="metrics",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="单元格的句子就是陈述所在的句子",
    en="a cell's sentence is its claim's",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT c.cell_id, c.township_id, c.year, c.indicator, c.claim_id, left(c.sentence, 60) AS detail FROM {batch} AS c LEFT
            JOIN read.claim AS k ON k.claim_id = c.claim_id AND k.report_id = c.report_id WHERE c.claim_id IS NOT NULL
            AND (c.sentence IS NULL OR c.sentence IS DISTINCT FROM k.sentence)
    """,
    applies="SELECT count(claim_id) FROM {batch}",
    absent_zh="没有有值的单元格",
    absent_en="no filled cell",
)
