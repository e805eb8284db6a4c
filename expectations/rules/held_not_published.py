"""No figure that failed a check reaches an analyst unmarked.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="held_not_published",
    layer="publish",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="被搁置的数没有进入单元格",
    en="a held figure does not stand in a cell",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT c.cell_id, c.township_id, c.year, c.indicator, c.claim_id, f.check_id AS detail FROM {batch} AS c
         JOIN ops.failing_row AS f ON f.claim_id = c.claim_id AND f.held JOIN context ON context.run_id = f.run_id
             WHERE c.value IS NOT NULL
    """,
)
