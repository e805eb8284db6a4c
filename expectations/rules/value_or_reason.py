"""No blank without a reason, no figure without a claim (docs/design.md, From claim to cell).

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="value_or_reason",
    layer="metrics",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="每个单元格要么有值，要么有缺失原因，不能都有或都没有",
    en="a cell has a value or a missing reason, never both or neither",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT cell_id, township_id, year, indicator, concat_ws(' ', CAST(value AS VARCHAR), missing_reason) AS detail
            FROM {batch} WHERE (value IS NULL) = (missing_reason IS NULL) OR (value IS NULL) != (claim_id IS NULL)
    """,
)
