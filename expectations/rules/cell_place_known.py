"""A figure under another township's name is worse than none.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="cell_place_known",
    layer="metrics",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="单元格的乡镇代码、名称在乡镇目录中",
    en="a cell's township, code and name are in the directory of townships",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT c.cell_id, c.township_id, c.year, c.indicator, concat_ws(' ', c.township_id, c.township_code, c.township)
            AS detail FROM {batch} AS c
         WHERE NOT EXISTS (SELECT 1 FROM metrics.township AS t WHERE t.township_id = c.township_id AND t.code = c.township_code
             AND t.name = c.township)
    """,
)
