"""A row of sources.csv says which township's report of which year stands at an address; the page itself may say otherwise.

In: read.report. Out: reports of another township or year than their source says.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="source_report_agrees",
    layer="read",
    table="read.report",
    kind=Kind.ASK,
    zh="从网站取得的报告与 sources.csv 所写的乡镇和年份一致",
    en="a fetched report is of the township and year that sources.csv says",
    todo_zh="打开网址核对；改 seeds/sources.csv，或 xianzhi retract 这份报告",
    todo_en="open the address; mend seeds/sources.csv, or xianzhi retract the report",
    failing="""
        SELECT r.report_id, r.township_id, r.year,
               r.township || ' ' || r.year || ' ≠ ' || f.township || ' ' || f.year || ' ' || f.url AS detail
         FROM {batch} AS r JOIN raw.fetch AS f USING (sha256)
         WHERE f.listed AND f.outcome = 'fetched' AND (r.township_id != f.township_id OR r.year != f.year)
    """,
    applies="SELECT count(*) FROM {batch} AS r JOIN raw.fetch AS f USING (sha256) WHERE f.listed AND f.outcome = 'fetched'",
    absent_zh="没有从网站取得的报告",
    absent_en="no report comes from a web site",
)
