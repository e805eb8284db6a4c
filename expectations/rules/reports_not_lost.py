"""Lost rows are a fault of structure: figures that were published would silently be gone.

In: read.report. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="reports_not_lost",
    layer="read",
    table="read.report",
    kind=Kind.STOP,
    zh="上一版本有的报告都还在（撤回的除外）",
    en="every report of the last release is still there, unless retracted",
    todo_zh="查隔离区；或用 xianzhi retract 撤回",
    todo_en="look into quarantine; or xianzhi retract",
    owner=OPERATOR,
    needs_previous=True,
    failing="""
        SELECT p.report_id, p.township_id, p.year, p.file_name AS detail FROM previous.read.report AS p
         ANTI JOIN {batch} AS r ON r.sha256 = p.sha256
    """,
    applies="SELECT count(*) FROM previous.read.report",
)
