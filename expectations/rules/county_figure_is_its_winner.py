"""A county's figure is what its own report says: the winning observation, of scope county, of a report of the county.

In: metrics.county_total. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="county_figure_is_its_winner",
    layer="metrics",
    table="metrics.county_total",
    kind=Kind.STOP,
    zh="全县数就是县自己报告中入选的观测",
    en="a county's figure is the winning observation of its own report",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT t.county_cell_id, t.year, t.indicator, t.claim_id, concat_ws(', ', if(o.claim_id IS NULL, '没有观测', NULL),
            if(k.claim_id IS NULL, '没有入选', NULL), if(r.report_id IS NULL, '不是县的报告', NULL), if(o.scope != 'county', 'scope', NULL),
            if(o.value != t.value OR o.unit != t.unit, '数值 ' || t.value || ' ≠ ' || o.value, NULL)) AS detail
         FROM {batch} AS t LEFT JOIN core.observation AS o ON o.claim_id = t.claim_id AND o.report_id = t.report_id
         LEFT JOIN (SELECT DISTINCT cell_id, claim_id FROM core.candidate WHERE won) AS k ON k.cell_id = t.county_cell_id
             AND k.claim_id = t.claim_id
         LEFT JOIN (SELECT report_id, township_id FROM read.report WHERE place_kind = 'county') AS r
             ON r.report_id = t.report_id AND r.township_id = t.county_code
         WHERE t.value IS NOT NULL AND (o.claim_id IS NULL OR k.claim_id IS NULL OR r.report_id IS NULL OR o.scope != 'county'
             OR o.value != t.value OR o.unit != t.unit OR o.township_id != t.county_code OR o.year != t.year
             OR o.bound != t.bound OR o.status != t.status)
    """,
    applies="SELECT count(value) FROM {batch}",
    absent_zh="没有县自己的报告",
    absent_en="no report of the county's own",
)
