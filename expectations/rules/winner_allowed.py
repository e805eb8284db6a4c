"""Who may fill a cell (docs/design.md, From claim to cell): the report's own place, no target, no part but by item.

In: core.candidate. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="winner_allowed",
    layer="core",
    table="core.candidate",
    kind=Kind.STOP,
    zh="入选者是报告所属乡镇（县自己的报告则是县）的、已实现或预计的水平值",
    en="a winner is a level of the report's own place, actual or estimated",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT c.cell_id, c.claim_id, concat_ws(', ', o.measure, o.status, o.scope, o.item_kind, o.excluded) AS detail
            FROM {batch} AS c JOIN core.observation AS o USING (claim_id)
            JOIN read.report AS r ON r.report_id = o.report_id
            JOIN seed_indicator AS i ON i.code = o.indicator
         WHERE c.won AND (o.measure != 'level' OR o.status NOT IN ('actual', 'estimate') OR o.scope != coalesce(r.place_kind, 'township')
             OR o.excluded IS NOT NULL OR o.item_kind = 'batch'
             OR (o.item_kind = 'part' AND i.cell_rule != 'by_item'))
    """,
    applies="SELECT count(*) FROM {batch} WHERE won",
)
