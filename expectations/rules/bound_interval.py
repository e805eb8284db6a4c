"""余, 以上, 超 open the interval upwards, 不足, 以内 downwards; an exact value is its own interval.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="bound_interval",
    layer="core",
    table="core.observation",
    kind=Kind.STOP,
    zh="界的符号与区间一致：>= 没有上界，<= 不高于数值，= 就是数值",
    en="the bound agrees with its interval",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT claim_id, bound || ' [' || coalesce(CAST(low AS VARCHAR), '-∞') || ', ' || coalesce(CAST(high AS VARCHAR), '∞')
            || ']' AS detail FROM {batch}
         WHERE value_high IS NULL AND ((bound = '>=' AND low IS DISTINCT FROM value) OR (bound = '<=' AND high IS DISTINCT
             FROM value) OR (bound = '=' AND (low IS DISTINCT FROM value OR high IS DISTINCT FROM value)))
    """,
    applies="SELECT count(*) FROM {batch} WHERE value_high IS NULL",
)
