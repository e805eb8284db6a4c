"""Rates of coverage, shares of a whole. Growth and completion may be anything.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="percent_in_range",
    layer="core",
    table="core.observation",
    kind=Kind.WARN,
    zh="比率在 0 到 100 之间",
    en="a rate lies between 0 and 100",
    todo_zh="核对原文；必要时更正",
    todo_en="check the text; correct if need be",
    holds=True,
    failing="""
        SELECT o.claim_id, o.value || '%' AS detail FROM {batch} AS o JOIN seed_indicator AS s ON s.code = o.indicator
         WHERE o.unit = '%' AND ((o.measure = 'level' AND s.per_cent) OR o.measure = 'share') AND (o.value < 0 OR o.value > 100)
    """,
    applies="""
        SELECT count(*) FROM {batch} AS o JOIN seed_indicator AS s ON s.code = o.indicator
            WHERE o.unit = '%' AND ((o.measure = 'level' AND s.per_cent) OR o.measure = 'share')
    """,
    absent_zh="没有比率",
    absent_en="no rate",
)
