"""Between choice and table nothing may change: no other value, unit, place or year.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="cell_is_its_winner",
    layer="metrics",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="单元格的数值就是入选观测的数值",
    en="a cell's figure is its winning observation's",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT c.cell_id, c.township_id, c.year, c.indicator, c.claim_id, concat_ws(', ', if(o.claim_id IS NULL,
            '没有观测', NULL), if(k.claim_id IS NULL, '没有入选', NULL),
                if(o.value != c.value, '数值 ' || c.value || ' ≠ ' || o.value, NULL), if(o.unit != c.unit, 'unit', NULL),
                    if(o.township_id != c.township_id, 'township', NULL),
                if(o.year != c.year, 'year', NULL), if(o.bound != c.bound, 'bound', NULL), if(o.status != c.status, 'status',
                    NULL), if(o.as_of IS DISTINCT FROM c.as_of, 'as_of', NULL)) AS detail
         FROM {batch} AS c LEFT JOIN core.observation AS o ON o.claim_id = c.claim_id AND o.report_id = c.report_id
         LEFT JOIN (SELECT DISTINCT cell_id, claim_id FROM core.candidate WHERE won) AS k ON k.cell_id = c.cell_id
             AND k.claim_id = c.claim_id
         WHERE c.value IS NOT NULL AND (o.claim_id IS NULL OR k.claim_id IS NULL OR o.value != c.value
             OR o.value_high IS DISTINCT FROM c.value_high OR o.unit != c.unit OR o.township_id != c.township_id
             OR o.year != c.year
            OR o.indicator != c.indicator OR o.bound != c.bound OR o.status != c.status OR o.as_of IS DISTINCT FROM c.as_of)
    """,
    applies="SELECT count(value) FROM {batch}",
    absent_zh="没有有值的单元格",
    absent_en="no filled cell",
)
