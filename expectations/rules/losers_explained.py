"""The losing candidates are published beside the winner, with the reason.

In: core.candidate. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="losers_explained",
    layer="core",
    table="core.candidate",
    kind=Kind.STOP,
    zh="每个落选者都写明理由",
    en="every candidate that lost says why",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT cell_id, claim_id, '没有理由' AS detail FROM {batch} WHERE NOT won AND trim(reason) = ''
    """,
    applies="SELECT count(*) FROM {batch} WHERE NOT won",
    absent_zh="没有落选者",
    absent_en="no candidate lost",
)
