"""What was planned is not what came; the two are joined, never mixed.

In: metrics.target. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="target_is_no_result",
    layer="metrics",
    table="metrics.target",
    kind=Kind.STOP,
    zh="目标没有被当作同年的结果",
    en="a target does not stand in the cell of its own result",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT t.target_id, t.township_id, t.year, t.indicator, t.claim_id, t.value || t.unit AS detail FROM {batch} AS t
            JOIN metrics.cell AS c ON c.claim_id = t.claim_id
    """,
)
