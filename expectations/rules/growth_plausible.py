"""Nothing shrinks by more than all of it; growth beyond tenfold is nearly always a level (增长到) misread as growth.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="growth_plausible",
    layer="core",
    table="core.observation",
    kind=Kind.WARN,
    zh="增速在 -100% 到 1000% 之间",
    en="growth lies between -100 % and 1000 %",
    todo_zh="核对原文",
    todo_en="check the text",
    holds=True,
    failing="""
        SELECT claim_id, value || unit AS detail FROM {batch} WHERE measure IN ('yoy', 'growth') AND unit = '%'
            AND (value < -100 OR value > 1000)
    """,
    applies="SELECT count(*) FROM {batch} WHERE measure IN ('yoy', 'growth') AND unit = '%'",
    absent_zh="没有增速",
    absent_en="no growth",
)
