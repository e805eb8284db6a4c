"""Bounds give an interval that holds the stated value.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="bounds_consistent",
    layer="core",
    table="core.observation",
    kind=Kind.STOP,
    zh="下界 ≤ 数值 ≤ 上界",
    en="lower bound ≤ value ≤ upper bound",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT claim_id, coalesce(CAST(low AS VARCHAR), '-∞') || ' ≤ ' || value || ' ≤ ' || coalesce(CAST(high AS VARCHAR), '∞')
            AS detail FROM {batch} WHERE low > value OR high < value OR low > high OR value_high < value
    """,
)
