"""A pair compares two figures.

In: metrics.pair. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="pair_cells_known",
    layer="metrics",
    table="metrics.pair",
    kind=Kind.STOP,
    zh="可比对的两个单元格都存在且有值",
    en="both cells of a pair are filled cells",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT p.left_cell_id, p.right_cell_id, p.verdict AS detail FROM {batch} AS p LEFT
            JOIN metrics.cell AS a ON a.cell_id = p.left_cell_id LEFT JOIN metrics.cell AS b ON b.cell_id = p.right_cell_id
         WHERE a.value IS NULL OR b.value IS NULL
    """,
)
