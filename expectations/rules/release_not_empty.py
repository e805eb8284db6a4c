"""An empty release would replace a good one.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="release_not_empty",
    layer="publish",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="版本中有带数值的单元格",
    en="a release holds cells with values",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT 'metrics.cell' AS cell_id, '没有数值' AS detail WHERE NOT EXISTS (SELECT 1 FROM {batch} WHERE value IS NOT NULL)
    """,
    applies="SELECT 1",
)
