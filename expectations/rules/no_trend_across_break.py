"""Series are drawn as segments, never across a break (seeds/breaks.csv).

In: metrics.growth. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="no_trend_across_break",
    layer="metrics",
    table="metrics.growth",
    kind=Kind.STOP,
    zh="跨统计口径断点的两年不计算增速",
    en="no growth is computed across a break of the series",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT g.growth_id, g.township_id, g.year, g.indicator, g.claim_id, b.break_id || ' ' || b.from_year AS detail
            FROM {batch} AS g
         JOIN metrics.break AS b ON b.indicator = g.indicator AND b.effect = 'not_comparable' AND b.variant IN ('',
             coalesce(g.variant, ''))
         WHERE g.computed_pct IS NOT NULL AND g.base_year < b.from_year AND g.year >= b.from_year
    """,
    applies="SELECT count(computed_pct) FROM {batch}",
    absent_zh="没有计算出的增速",
    absent_en="no growth computed",
)
