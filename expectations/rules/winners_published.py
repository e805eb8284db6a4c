"""A dropped cell looks like a figure nobody reported.

In: core.candidate. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="winners_published",
    layer="metrics",
    table="core.candidate",
    kind=Kind.STOP,
    zh="每个入选者都填入了它的单元格，县自己的则成为全县数",
    en="every winner fills its cell, or is a figure of the county",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT k.cell_id, k.claim_id, k.reason AS detail FROM {batch} AS k LEFT JOIN metrics.cell AS c ON c.cell_id = k.cell_id
            AND c.claim_id = k.claim_id
         LEFT JOIN metrics.county_total AS t ON t.county_cell_id = k.cell_id AND t.claim_id = k.claim_id
         WHERE k.won AND c.cell_id IS NULL AND t.county_cell_id IS NULL
    """,
    applies="SELECT count(*) FROM {batch} WHERE won",
    absent_zh="没有入选者",
    absent_en="no winner",
)
