"""No correction before core, and in core only by a record: a target must not turn into a result on the way.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="observation_faithful",
    layer="core",
    table="core.observation",
    kind=Kind.STOP,
    zh="未经更正的观测与陈述一致：指标、性质、量别、范围、时期、所述数值",
    en="an uncorrected observation agrees with its claim: indicator, status, measure, scope, period, stated value",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT o.claim_id, concat_ws(', ', if(o.indicator != c.indicator, 'indicator', NULL), if(o.status != c.status, 'status',
            NULL), if(o.measure != c.measure, 'measure', NULL),
                if(o.scope != c.scope, 'scope', NULL), if(o.period_start != c.period_start OR o.period_end != c.period_end,
                    'period', NULL),
                if(o.value_stated != c.value, 'value', NULL), if(o.unit_stated != c.unit, 'unit', NULL), if(o.bound != c.bound,
                    'bound', NULL)) AS detail
         FROM {batch} AS o JOIN read.claim AS c ON c.claim_id = o.claim_id AND c.report_id = o.report_id
         WHERE coalesce(o.correction_id, '') = '' AND (o.indicator != c.indicator OR o.status != c.status
             OR o.measure != c.measure OR o.scope != c.scope OR o.period_start != c.period_start
            OR o.period_end != c.period_end OR o.value_stated != c.value OR o.unit_stated != c.unit OR o.bound != c.bound)
    """,
)
