"""A period after the report's year cannot have a result yet: an actual there is a target, or its period is misread.

In: read.claim. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="aim_is_no_result",
    layer="read",
    table="read.claim",
    kind=Kind.WARN,
    zh="来年的数字不当作结果",
    en="a coming year's figure is not taken for a result",
    todo_zh="查读取规则；必要时更正",
    todo_en="look at the reader's rule; correct if need be",
    holds=True,
    failing="""
        SELECT c.claim_id, c.status || ' ' || c.period_end AS detail FROM {batch} AS c JOIN read.report AS r USING (report_id)
         WHERE c.status = 'actual' AND c.measure != 'rank' AND c.period_start > make_date(r.year, 12, 31)
    """,
)
