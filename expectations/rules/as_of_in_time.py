"""as_of is the earlier of period end and report date (docs/design.md, Period).

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="as_of_in_time",
    layer="core",
    table="core.observation",
    kind=Kind.STOP,
    zh="截止日不晚于报告日期，也不晚于期末",
    en="as_of is not after the report date, nor after the period's end",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT o.claim_id, '截止 ' || o.as_of || '，报告 ' || coalesce(CAST(r.report_date AS VARCHAR), '∅')
            || '，期末 ' || o.period_end AS detail
         FROM {batch} AS o JOIN read.report AS r USING (report_id) WHERE o.as_of > r.report_date OR o.as_of > o.period_end
    """,
    applies="SELECT count(as_of) FROM {batch}",
    absent_zh="没有写明截止日的观测",
    absent_en="no observation with a date",
)
