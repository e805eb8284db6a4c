"""Without its report a figure has no township, year or date.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="observation_report_known",
    layer="core",
    table="core.observation",
    kind=Kind.STOP,
    zh="观测的报告存在",
    en="an observation's report exists",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT o.claim_id, o.report_id AS detail FROM {batch} AS o ANTI JOIN read.report AS r ON r.report_id = o.report_id
    """,
)
