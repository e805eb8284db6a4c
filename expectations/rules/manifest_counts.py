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
        SELECT m.name, m.rows || ' stated, ' || coalesce(t.rows, -1) || ' found' AS detail FROM manifest_table AS m
         LEFT JOIN (SELECT if(schema_name = 'main', 'metrics', schema_name) || '.' || table_name AS name, estimated_size AS rows
             FROM duckdb_tables() WHERE database_name = current_database()) AS t USING (name)
         WHERE m.rows IS DISTINCT FROM t.rows
    """,
    applies="SELECT count(*) FROM manifest_table",
    absent_zh="清单没有行数",
    absent_en="the manifest states no counts",
)
