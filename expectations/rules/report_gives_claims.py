"""A township report has 50–150 figures; none at all means that something else was read, or that reading failed.

In: read.report. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="report_gives_claims",
    layer="read",
    table="read.report",
    kind=Kind.WARN,
    zh="每份报告都读出了数字",
    en="every report of some length gave claims",
    todo_zh="看原文：是报告吗？",
    todo_en="look at the text: is it a report?",
    failing="""
        SELECT r.report_id, r.township_id, r.year, length(t.text) || ' 字，没有读出数字' AS detail
         FROM {batch} AS r JOIN read.text AS t USING (report_id)
         WHERE length(t.text) > 600 AND r.report_id NOT IN (SELECT report_id FROM read.claim)
    """,
    applies="SELECT count(*) FROM {batch} AS r JOIN read.text AS t USING (report_id) WHERE length(t.text) > 600",
    absent_zh="没有足够长的报告",
    absent_en="no report long enough",
)
