"""A figure of a year in which the township was not yet founded, or already merged, belongs to another place.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="township_alive",
    layer="core",
    table="core.observation",
    kind=Kind.ASK,
    zh="数字所属年份该乡镇存在",
    en="the township existed in the year of its figure",
    todo_zh="核对乡镇的设立、撤并时间",
    todo_en="check when the township was founded or merged",
    failing="""
        SELECT o.claim_id, o.township_id || ' ' || o.year AS detail FROM winner AS o
         WHERE EXISTS (SELECT 1 FROM metrics.township AS t WHERE t.township_id = o.township_id)
           AND NOT EXISTS (SELECT 1 FROM metrics.township AS t WHERE t.township_id = o.township_id AND coalesce(t.valid_from,
               DATE '0001-01-01') <= make_date(o.year, 12, 31) AND coalesce(t.valid_to, DATE '9999-12-31') >= make_date(o.year,
               1, 1))
    """,
    applies="SELECT count(*) FROM winner AS o WHERE o.township_id IN (SELECT township_id FROM metrics.township)",
    absent_zh="没有乡镇沿革",
    absent_en="no place history",
)
