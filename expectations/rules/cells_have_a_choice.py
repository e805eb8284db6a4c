"""Dropped winners leave blanks that look like unreported figures.

In: core.candidate. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="cells_have_a_choice",
    layer="core",
    table="core.candidate",
    kind=Kind.STOP,
    zh="有合格候选的单元格都有入选者",
    en="a cell with a candidate that nothing bars has a winner",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    keys=("cell_id",),
    failing="""
        SELECT cell_id, string_agg(DISTINCT reason, ', ') AS detail FROM {batch} GROUP BY cell_id
         HAVING NOT bool_or(won) AND NOT bool_and(starts_with(reason, 'held:') OR reason = 'superseded')
    """,
)
