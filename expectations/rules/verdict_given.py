"""No figure reaches an analyst unmarked.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="verdict_given",
    layer="metrics",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="有值的单元格都有可比性判定；不是“可比”的都写明原因",
    en="every filled cell has a verdict, and a reason where it is not plainly comparable",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT cell_id, township_id, year, indicator, concat_ws(' / ', verdict, reasons) AS detail FROM {batch}
            WHERE value IS NOT NULL AND (verdict IS NULL OR (verdict != 'comparable' AND reasons = '')
            OR (verdict = 'comparable' AND reasons != ''))
    """,
    applies="SELECT count(value) FROM {batch}",
    absent_zh="没有有值的单元格",
    absent_en="no filled cell",
)
