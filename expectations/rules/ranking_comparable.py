"""Ranks are made of comparable figures or figures with a caveat; overlapping bounds share a range.

In: metrics.ranking. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="ranking_comparable",
    layer="metrics",
    table="metrics.ranking",
    kind=Kind.STOP,
    zh="排名中没有不可比的单元格，名次在范围内",
    en="a ranking holds no incomparable cell, and its places are in range",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT g.indicator, g.variant, g.item, g.year, g.per, g.township_id, g.period_kind, concat_ws(' ', c.verdict, g.rank_low
            || '-' || g.rank_high, '共 ' || g.ranked) AS detail
         FROM {batch} AS g LEFT JOIN metrics.cell AS c USING (cell_id)
         WHERE g.verdict = 'not_comparable' OR c.verdict = 'not_comparable' OR (c.cell_id IS NOT NULL AND c.value IS NULL)
             OR g.rank_low < 1 OR g.rank_high > g.ranked OR g.rank_low > g.rank_high
    """,
)
