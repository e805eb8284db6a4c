"""Small revisions are usual; a large one is a change of definition, a census, or a slip.

In: metrics.restatement. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="restatement_small",
    layer="metrics",
    table="metrics.restatement",
    kind=Kind.ASK,
    zh="后来报告对往年数字的改动不超过 5%",
    en="a later report does not restate a past figure by more than 5 %",
    todo_zh="核对两份报告，决定采用哪个",
    todo_en="look at both reports and decide",
    failing="""
        SELECT restatement_id, township_id, year, indicator, later_claim_id AS claim_id, say(earlier_value) || ' → ' || say(later_value)
            || unit AS detail
         FROM {batch} WHERE kind = 'restatement' AND (difference_pct IS NULL OR abs(difference_pct) > 5)
    """,
    applies="SELECT count(*) FROM {batch} WHERE kind = 'restatement'",
    absent_zh="没有重述",
    absent_en="no restatement",
)
