"""Two winners would count one cell twice.

In: core.candidate. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="one_winner",
    layer="core",
    table="core.candidate",
    kind=Kind.STOP,
    zh="一个单元格至多有一个入选者",
    en="a cell has at most one winner",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    keys=("cell_id",),
    failing="""
        SELECT cell_id, count(*) || ' 个入选者' AS detail FROM {batch} WHERE won GROUP BY cell_id HAVING count(*) > 1
    """,
    applies="SELECT count(*) FROM {batch} WHERE won",
)
