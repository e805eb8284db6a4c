"""First of three when twenty are missing is no rank (docs/design.md, Ranks).

In: metrics.ranking. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="ranking_wide_enough",
    layer="metrics",
    table="metrics.ranking",
    kind=Kind.STOP,
    zh="参排乡镇不少于当年乡镇的六成",
    en="at least 60 % of the townships alive are ranked",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT indicator, variant, item, year, per, township_id, period_kind, ranked || ' 共 ' || alive AS detail FROM {batch}
            WHERE ranked < 0.6 * alive OR ranked > alive
    """,
)
