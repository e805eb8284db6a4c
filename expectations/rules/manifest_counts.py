"""Rows lost between workshop and release show here.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="manifest_counts",
    layer="publish",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="各表行数与清单一致",
    en="row counts agree with the manifest",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    keys=("name",),
    failing="""
        SELECT name, stated || ' 行，实有 ' || coalesce(CAST(found AS VARCHAR), '没有此表') AS detail
        FROM manifest_table WHERE stated IS DISTINCT FROM found
    """,
    applies="SELECT count(*) FROM manifest_table",
    absent_zh="清单没有行数",
    absent_en="the manifest states no counts",
)
