"""A report that stands on the web and cannot be had is a report that will be missing.

In: raw.fetch. Out: the addresses of sources.csv whose last answer was none.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="source_answers",
    layer="raw",
    table="raw.fetch",
    kind=Kind.ASK,
    zh="sources.csv 的每个网址都取得到",
    en="every address of sources.csv can be fetched",
    todo_zh="按原因核对网址；不再需要的从 seeds/sources.csv 删去",
    todo_en="check the address by the reason told; take it out of seeds/sources.csv where it is needed no more",
    keys=("url",),
    failing="""
        SELECT url, any_value(township_id) AS township_id, any_value(year) AS year, arg_max(outcome, requested_at) AS last,
               arg_max(township || ' ' || url || ': ' || outcome || coalesce(' · ' || detail, ''), requested_at) AS detail
         FROM {batch} WHERE listed GROUP BY url HAVING last NOT IN ('fetched', 'not_modified', 'same_bytes', 'same_words')
    """,
    applies="SELECT count(*) FROM {batch} WHERE listed",
    absent_zh="没有从网站取报告",
    absent_en="nothing is fetched from web sites",
)
