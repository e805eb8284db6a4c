"""The cell's id names indicator, variant, item, township and year; a candidate in another cell is in the wrong place.

In: core.candidate. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="candidate_observed",
    layer="core",
    table="core.candidate",
    kind=Kind.STOP,
    zh="每个候选都是一个观测，单元格编号与之一致",
    en="every candidate is an observation, and its cell is the observation's",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT c.cell_id, c.claim_id, coalesce(concat_ws(':', o.indicator, coalesce(o.variant, ''), coalesce(o.item, ''),
            o.township_id, o.year), '∅') AS detail
         FROM {batch} AS c LEFT JOIN core.observation AS o USING (claim_id)
         WHERE o.claim_id IS NULL OR c.cell_id != concat_ws(':', o.indicator, coalesce(o.variant, ''), coalesce(o.item, ''),
             o.township_id, o.year)
    """,
)
