"""The deciding rule is stored; a disagreement goes to the steward (docs/design.md, Which year a report is about).

In: read.report. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="report_year_undisputed",
    layer="read",
    table="read.report",
    kind=Kind.ASK,
    zh="判定年份的各条依据一致",
    en="all signs of a report's year agree",
    todo_zh="核对年份：xianzhi review",
    todo_en="check the year: xianzhi review",
    failing="""
        SELECT report_id, township_id, year, year_rule || ' / ' || year_disagreement AS detail FROM {batch}
            WHERE coalesce(year_disagreement, '') != ''
    """,
)
