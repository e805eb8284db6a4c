"""3000 头 is no area. Another unit is admitted only as a variant of its own.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="unit_fits_indicator",
    layer="core",
    table="core.observation",
    kind=Kind.WARN,
    zh="数值的单位属于指标的量纲",
    en="a value's unit is of the indicator's dimension",
    todo_zh="核对指标或单位",
    todo_en="check indicator or unit",
    holds=True,
    failing="""
        SELECT o.claim_id, coalesce(o.unit_stated, '') || ' 用于 ' || s.unit AS detail FROM {batch} AS o
            JOIN seed_indicator AS s ON s.code = o.indicator
         WHERE o.measure IN ('level', 'delta') AND o.excluded IS NULL AND o.unit != s.unit AND o.variant IS NULL
    """,
    applies="SELECT count(*) FROM {batch} WHERE measure IN ('level', 'delta') AND excluded IS NULL",
    absent_zh="没有水平值",
    absent_en="no level",
)
