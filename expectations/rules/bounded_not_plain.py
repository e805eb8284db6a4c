"""A bound is one of the cell's reasons; at least 3000 is not 3000.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="bounded_not_plain",
    layer="metrics",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="以上、余、约等非精确数不标为可比",
    en="a figure with a bound is not marked plainly comparable",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT cell_id, township_id, year, indicator, claim_id, bound || value AS detail FROM {batch}
            WHERE verdict = 'comparable' AND (bound != '=' OR value_high IS NOT NULL)
    """,
    applies="SELECT count(value) FROM {batch}",
    absent_zh="没有有值的单元格",
    absent_en="no filled cell",
)
