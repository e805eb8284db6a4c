"""A report gives way only to one that is there; otherwise its figures vanish.

In: read.report. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="superseder_known",
    layer="read",
    table="read.report",
    kind=Kind.STOP,
    zh="取代旧报告的报告存在",
    en="the report that supersedes another exists",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT r.report_id, r.township_id, r.year, '取代者 ' || r.superseded_by AS detail
         FROM {batch} AS r WHERE r.superseded_by IS NOT NULL AND coalesce(r.superseded_reason, '') != 'retracted'
         AND r.superseded_by NOT IN (SELECT report_id FROM read.report)
    """,
    applies="SELECT count(superseded_by) FROM {batch}",
    absent_zh="没有被取代的报告",
    absent_en="no superseded report",
)
