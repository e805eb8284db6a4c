"""Factors are exact rationals, rounded once to nine decimals; a second calculation in floating point must agree to nine digits.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="conversion_exact",
    layer="core",
    table="core.observation",
    kind=Kind.STOP,
    zh="规范单位下的数值等于所述数值乘以换算系数",
    en="a canonical value is the stated value times the unit's factor",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        WITH factors AS (
             SELECT o.claim_id, CAST(o.value AS DOUBLE) AS value, CAST(o.value_stated AS DOUBLE) AS stated, o.unit_stated,
                 o.unit, s.factor / t.factor AS factor
             FROM {batch} AS o JOIN seed_unit AS s ON s.unit = o.unit_stated JOIN seed_unit AS t ON t.unit = o.unit
                 AND t.dimension = s.dimension
             WHERE o.value_stated IS NOT NULL AND coalesce(o.correction_id, '') = ''
         )
         SELECT claim_id, stated || unit_stated || ' → ' || value || unit || '，应为 ' || (stated * factor) AS detail
             FROM factors
         WHERE abs(value - stated * factor) > 1e-9 * greatest(abs(stated * factor), 1)
    """,
    applies="""
        SELECT count(*) FROM {batch} AS o JOIN seed_unit AS s ON s.unit = o.unit_stated JOIN seed_unit AS t ON t.unit = o.unit
            AND t.dimension = s.dimension
    """,
    absent_zh="没有可换算的观测",
    absent_en="no observation to convert",
)
