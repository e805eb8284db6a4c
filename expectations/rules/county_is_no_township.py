"""A county's own report fills no cell of a township, has no rank, and is not expected of anybody.

In: read.report, metrics.cell, metrics.ranking, metrics.coverage. Out: the counties that stand among townships.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="county_is_no_township",
    layer="metrics",
    table="read.report",
    kind=Kind.STOP,
    zh="县自己的报告不出现在乡镇的单元格、排名和覆盖中",
    en="a county's own report stands in no cell, rank or coverage of townships",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    keys=("township_id", "year"),
    failing="""
        WITH county AS (SELECT DISTINCT township_id FROM {batch} WHERE place_kind = 'county'),
        among AS (
            SELECT township_id, year, 'cell' AS place FROM metrics.cell SEMI JOIN county USING (township_id)
            UNION SELECT township_id, year, 'ranking' FROM metrics.ranking SEMI JOIN county USING (township_id)
            UNION SELECT township_id, year, 'coverage' FROM metrics.coverage SEMI JOIN county USING (township_id)
        )
        SELECT township_id, year, string_agg(DISTINCT place, ', ' ORDER BY place) AS detail FROM among GROUP BY township_id, year
    """,
    applies="SELECT count(*) FROM {batch} WHERE place_kind = 'county'",
    absent_zh="没有县自己的报告",
    absent_en="no report of the county's own",
)
