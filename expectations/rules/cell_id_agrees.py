"""The id is made of these five; where they differ a row was moved.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="cell_id_agrees",
    layer="metrics",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="单元格编号与指标、口径、项目、乡镇、年份一致",
    en="a cell's id agrees with its indicator, variant, item, township and year",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT cell_id, township_id, year, indicator, concat_ws(':', indicator, coalesce(variant, ''), coalesce(item, ''),
            township_id, year) AS detail FROM {batch} WHERE cell_id != concat_ws(':', indicator, coalesce(variant, ''),
            coalesce(item, ''), township_id, year)
    """,
)
