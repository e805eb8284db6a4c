"""Freshness by township and deadline: default 31 March of the year after.

In: metrics.coverage. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="expected_report_arrived",
    layer="metrics",
    table="metrics.coverage",
    kind=Kind.ASK,
    zh="应报的报告都已收到",
    en="every report that is due has arrived",
    todo_zh="催报；或在 seeds/expected.csv 写明不要求",
    todo_en="remind the township; or record in seeds/expected.csv that none is expected",
    failing="""
        SELECT township_id, year, township || ' ' || year || '，应于 ' || due_on AS detail FROM {batch}, context
         WHERE expected AND alive AND state IN ('missing', 'half_year_only') AND due_on < business_date
    """,
    applies="SELECT count(*) FROM {batch} WHERE expected AND alive",
    absent_zh="没有应报的报告",
    absent_en="no report is expected",
)
