"""A figure set after the event is no target.

In: metrics.target. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="target_before_result",
    layer="metrics",
    table="metrics.target",
    kind=Kind.STOP,
    zh="目标在结果的报告之前提出",
    en="a target was issued before the report that gives its result",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT t.target_id, t.township_id, t.year, t.indicator, t.claim_id, '提出于 ' || t.issued_on AS detail FROM {batch} AS t
            JOIN metrics.cell AS c ON c.cell_id = t.cell_id JOIN read.report AS r ON r.report_id = c.report_id
         WHERE t.outcome IN ('met', 'missed') AND (t.report_id = c.report_id OR t.issued_on > r.report_date)
    """,
    applies="SELECT count(*) FROM {batch} WHERE outcome IN ('met', 'missed')",
    absent_zh="没有已判定的目标",
    absent_en="no target decided",
)
