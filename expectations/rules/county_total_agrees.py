"""The county's own figure against the sum of its townships, where every township has told one that may be summed.

Bounds and rounding of both sides are intervals; of what a county may have a part of its own (county_part) the sum may be less. Which of the
figures is wrong only a person can tell, so nothing is held; the county's figure is marked, and no share is taken of it.

In: metrics.county_total. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="county_total_agrees",
    layer="metrics",
    table="metrics.county_total",
    kind=Kind.WARN,
    zh="县自己报告的全县数与各乡镇之和不矛盾（各乡镇齐全、可加处）",
    en="the county's own figure does not contradict the sum of its townships, where all have told and it may be summed",
    todo_zh="核对县的报告和各乡镇的数：单位、口径、重复计算；必要时更正",
    todo_en="check the county's report and the townships' figures: unit, definition, counted twice; correct if need be",
    failing="""
        SELECT county_cell_id, county_code AS township_id, year, indicator, claim_id, '全县 ' || say(value) || unit || '，' || told
            || ' 个乡镇之和 ' || say(sum_value) || unit || if(outcome_reasons = 'sum_exceeds', '，大于全县', '，小于全县') AS detail
         FROM {batch} WHERE outcome = 'contradicts'
    """,
    applies="SELECT count(*) FROM {batch} WHERE outcome IN ('agrees', 'contradicts')",
    absent_zh="没有可核对的全县数：县自己的报告未到、有乡镇缺数，或指标不可加（见 outcome_reasons）",
    absent_en="no figure to set beside a sum: no report of the county, townships missing, or not additive (see outcome_reasons)",
)
