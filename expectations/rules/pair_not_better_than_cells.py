"""Comparing cannot heal a figure.

In: metrics.pair. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="pair_not_better_than_cells",
    layer="metrics",
    table="metrics.pair",
    kind=Kind.STOP,
    zh="可比对的判定不好于其中任一单元格",
    en="a pair is no better comparable than either of its cells",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT p.left_cell_id, p.right_cell_id, p.verdict || ' 共 ' || a.verdict || ', ' || b.verdict AS detail
            FROM {batch} AS p JOIN metrics.cell AS a ON a.cell_id = p.left_cell_id
            JOIN metrics.cell AS b ON b.cell_id = p.right_cell_id
         WHERE (p.verdict != 'not_comparable' AND 'not_comparable' IN (a.verdict, b.verdict)) OR (p.verdict = 'comparable'
             AND 'with_caveat' IN (a.verdict, b.verdict) AND p.reasons = '')
    """,
)
