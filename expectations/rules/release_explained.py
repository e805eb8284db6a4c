"""Analysts read the comments, not our code.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="release_explained",
    layer="publish",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="每张表、每一列、每个视图都有说明",
    en="every table, column and view has a comment",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    keys=("name",),
    failing="""
        SELECT name, '没有说明' AS detail FROM (
             SELECT schema_name || '.' || table_name AS name, comment FROM duckdb_tables()
                 WHERE NOT internal AND database_name = current_database()
             UNION ALL SELECT schema_name || '.' || table_name || '.' || column_name, comment FROM duckdb_columns()
                 WHERE NOT internal AND database_name = current_database()
             UNION ALL SELECT schema_name || '.' || view_name, comment FROM duckdb_views()
                 WHERE NOT internal AND database_name = current_database()
         ) WHERE coalesce(comment, '') = ''
    """,
    applies="SELECT 1",
)
