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
        SELECT indicator, variant, item, year, per, township_id, period_kind, value || ' 排在后面，较小者名次 ' || best_below AS detail
        FROM (
            SELECT *, min(rank_high) OVER (
                PARTITION BY indicator, variant, item, year, per, period_kind, county_code, unit ORDER BY value
                GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS best_below
            FROM {batch} AS ranked_row WHERE bound = '=' AND value_high IS NULL
        ) WHERE best_below < rank_low
    """,
)
