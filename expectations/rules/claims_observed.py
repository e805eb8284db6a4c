"""Nothing is lost between what the text says and what we believe.

In: read.claim. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="claims_observed",
    layer="core",
    table="read.claim",
    kind=Kind.STOP,
    zh="每个有指标的陈述都成为观测（更正删去的、报告撤回的除外）",
    en="every claim with an indicator became an observation, unless a correction dropped it or its report is retracted",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT c.claim_id, c.indicator AS detail FROM {batch} AS c
         ANTI JOIN core.observation AS o ON o.claim_id = c.claim_id AND o.report_id = c.report_id
         WHERE c.indicator IS NOT NULL AND c.claim_id NOT IN (SELECT claim_id FROM core.correction WHERE claim_id IS NOT NULL
             AND outcome = 'applied')
           AND c.report_id NOT IN (SELECT report_id FROM read.report WHERE superseded_reason = 'retracted')
    """,
    applies="SELECT count(indicator) FROM {batch}",
    absent_zh="没有带指标的陈述",
    absent_en="no claim with an indicator",
)
