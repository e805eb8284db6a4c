"""Drift: new wording that the catalogue does not know shows as a rising share of unmapped subjects.

In: read.claim. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="unmapped_not_rising",
    layer="read",
    table="read.claim",
    kind=Kind.WARN,
    zh="没有指标的陈述所占比例不比上一版本明显升高",
    en="the share of claims without an indicator has not risen much since the last release",
    todo_zh="看待办里的新词：xianzhi review",
    todo_en="look at the new subjects: xianzhi review",
    needs_previous=True,
    keys=("township_id",),
    failing="""
        WITH share AS (
             SELECT r.township_id, avg((c.indicator IS NULL)::INTEGER) AS now, count(*) AS claims FROM {batch} AS c
                 JOIN read.report AS r USING (report_id) GROUP BY r.township_id
         ), before AS (
             SELECT avg((indicator IS NULL)::INTEGER) AS former FROM previous.read.claim
         )
         SELECT township_id, printf('%.0f%%（共 %d 个陈述），原为 %.0f%%', 100 * now, claims, 100 * former) AS detail
             FROM share, before
         WHERE (SELECT avg((indicator IS NULL)::INTEGER) FROM {batch} AS c) > former + 0.05 AND now > former + 0.05
             AND claims >= 20
    """,
)
