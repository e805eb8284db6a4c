"""Swapped townships are the worst fault: every figure looks plausible.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="observation_place_agrees",
    layer="core",
    table="core.observation",
    kind=Kind.STOP,
    zh="观测的乡镇就是报告的乡镇",
    en="an observation belongs to its report's township",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT o.claim_id, o.township_id || ' ≠ ' || r.township_id AS detail FROM {batch} AS o
            JOIN read.report AS r USING (report_id) WHERE o.township_id != r.township_id AND coalesce(o.correction_id, '') = ''
    """,
)
