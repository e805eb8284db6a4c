"""Two different plain figures in one report: not comparable until the steward decides.

In: core.candidate. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="no_conflict",
    layer="core",
    table="core.candidate",
    kind=Kind.ASK,
    zh="同一份报告对同一事实没有两个不同的数字",
    en="one report does not give two different figures for one fact",
    todo_zh="看原文，必要时写更正",
    todo_en="look at the text, correct if need be",
    failing="""
        SELECT c.cell_id, c.claim_id, string_agg(DISTINCT say(o.value) || o.unit, ' / ') AS detail
        FROM {batch} AS c
        LEFT JOIN core.candidate AS k ON k.cell_id = c.cell_id AND k.report_id = c.report_id
        LEFT JOIN core.observation AS o ON o.claim_id = k.claim_id AND o.report_id = k.report_id
        WHERE c.won AND c.reason = 'conflict' GROUP BY c.cell_id, c.claim_id
    """,
    applies="SELECT count(*) FROM {batch} WHERE won",
)
