"""A larger exact figure never stands behind a smaller one; direction (lower is better) is told beside the rank, not in it.

In: metrics.ranking. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="ranking_order_agrees",
    layer="metrics",
    table="metrics.ranking",
    kind=Kind.STOP,
    zh="精确数值的名次与数值大小一致",
    en="places of exact figures follow the figures",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT a.indicator, a.variant, a.item, a.year, a.per, a.township_id, a.period_kind, a.value || ' 排在后面，前者为 ' || b.value
            AS detail
         FROM {batch} AS a JOIN {batch} AS b ON b.indicator = a.indicator AND b.year = a.year AND b.per = a.per
             AND b.period_kind = a.period_kind AND b.county_code = a.county_code AND b.unit = a.unit
              AND b.variant IS NOT DISTINCT FROM a.variant AND b.item IS NOT DISTINCT FROM a.item
         WHERE a.bound = '=' AND b.bound = '=' AND a.value_high IS NULL AND b.value_high IS NULL AND a.value > b.value
             AND a.rank_low > b.rank_high
    """,
)
