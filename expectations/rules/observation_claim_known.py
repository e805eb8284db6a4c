"""A figure without a claim has no sentence. Added ones carry their correction.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="observation_claim_known",
    layer="core",
    table="core.observation",
    kind=Kind.STOP,
    zh="每个观测都出自一个陈述",
    en="every observation comes from a claim",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT o.claim_id, o.indicator AS detail FROM {batch} AS o ANTI JOIN read.claim AS c ON c.claim_id = o.claim_id
            AND c.report_id = o.report_id WHERE coalesce(o.correction_id, '') = ''
    """,
)
