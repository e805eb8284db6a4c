"""A shifted year moves a figure into the wrong column.

Spans longer than a year have none; a stock belongs to the year its period ends in.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="observation_year_agrees",
    layer="core",
    table="core.observation",
    kind=Kind.STOP,
    zh="观测的年份就是其时期所在的年份",
    en="an observation's year is the year of its period",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT claim_id, coalesce(CAST(year AS VARCHAR), '∅') || ' / ' || period_start || '..' || period_end AS detail
            FROM {batch}
         WHERE (year IS NOT NULL AND (year(period_start) != year OR year(period_end) != year) AND reading != 'stock')
             OR (year IS NOT NULL AND reading = 'stock' AND year(period_end) != year)
    """,
    applies="SELECT count(year) FROM {batch}",
    absent_zh="没有属于一年的观测",
    absent_en="no observation of one year",
)
