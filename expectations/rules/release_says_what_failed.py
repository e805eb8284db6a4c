"""Who opens a release sees what was doubtful about it.

In: ops.check_result. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="release_says_what_failed",
    layer="publish",
    table="ops.check_result",
    kind=Kind.STOP,
    zh="版本带有本次运行的检查结果",
    en="a release carries the checks of its run",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT context.run_id AS run_id, 'release' AS check_id, '没有本次运行的检查' AS detail FROM context
            WHERE NOT EXISTS (SELECT 1 FROM {batch} AS r WHERE r.run_id = context.run_id)
    """,
    applies="SELECT 1",
)
