"""The table that says how complete the others are must itself be right.

In: metrics.coverage. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="coverage_counts",
    layer="metrics",
    table="metrics.coverage",
    kind=Kind.STOP,
    zh="覆盖表的格数与单元格表一致",
    en="coverage counts agree with the cells",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT v.township_id, v.year, v.cells_filled || ' ≠ ' || coalesce(c.filled, 0) AS detail FROM {batch} AS v
         LEFT JOIN (SELECT township_id, year, count(*) AS cells, count(value) AS filled FROM metrics.cell GROUP BY township_id,
             year) AS c USING (township_id, year)
         WHERE v.cells_filled != coalesce(c.filled, 0) OR v.cells_expected != coalesce(c.cells, 0)
            OR v.cells_comparable + v.cells_with_caveat + v.cells_not_comparable != v.cells_filled
    """,
)
