"""Judged on a nominal basis only, with bounds and rounding as an interval.

Which of the three figures is wrong only a person can tell, so nothing is held.

In: metrics.growth. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="growth_agrees",
    layer="metrics",
    table="metrics.growth",
    kind=Kind.WARN,
    zh="报告所述增速与两年数值算出的增速不矛盾（可检验处）",
    en="stated growth does not contradict the levels of the two years, where that can be tested",
    todo_zh="核对两年的数值与口径；必要时更正",
    todo_en="check both years' values and definitions; correct if need be",
    failing="""
        SELECT growth_id, township_id, year, indicator, claim_id, '所述 ' || stated_pct || '%，计算 '
            || round(computed_pct, 2) || '% [' || round(computed_low_pct, 2) || ', ' || round(computed_high_pct, 2) || ']'
            AS detail
         FROM {batch} WHERE outcome = 'contradicts'
    """,
    applies="SELECT count(*) FROM {batch} WHERE outcome IN ('agrees', 'contradicts')",
    absent_zh="没有可检验的增速",
    absent_en="no growth that can be tested",
)
