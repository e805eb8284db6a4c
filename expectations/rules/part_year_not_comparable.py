"""Half-years and months are never scaled up nor set beside whole years; 今年以来 of a November report is a caveat at best.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="part_year_not_comparable",
    layer="metrics",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="不满全年的流量不标为可比",
    en="a flow over less than the year is not marked comparable",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT c.cell_id, c.township_id, c.year, c.indicator, c.claim_id, c.period_start || '..' || c.period_end || ' as of '
            || coalesce(CAST(c.as_of AS VARCHAR), '∅') AS detail FROM {batch} AS c
         JOIN core.observation AS o ON o.claim_id = c.claim_id AND o.report_id = c.report_id
         WHERE c.value IS NOT NULL AND c.verdict = 'comparable' AND o.reading = 'flow' AND (c.period_start > make_date(c.year, 1,
             1) OR c.period_end < make_date(c.year, 12, 31) OR c.as_of < make_date(c.year, 12, 31))
    """,
    applies="SELECT count(value) FROM {batch}",
    absent_zh="没有有值的单元格",
    absent_en="no filled cell",
)
