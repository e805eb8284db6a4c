"""An unknown code would make cells that nobody can explain.

In: read.claim. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="indicator_known",
    layer="read",
    table="read.claim",
    kind=Kind.STOP,
    zh="陈述的指标代码都在指标目录中",
    en="every indicator code is in the catalogue",
    todo_zh="查读取程序，报告缺陷",
    todo_en="look at the reader, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT c.claim_id, c.indicator AS detail FROM {batch} AS c ANTI JOIN seed_indicator AS s ON s.code = c.indicator
            WHERE c.indicator IS NOT NULL
    """,
    applies="SELECT count(indicator) FROM {batch}",
    absent_zh="没有带指标的陈述",
    absent_en="no claim with an indicator",
)
