"""其中 opens parts of the last total of the sentence.

Together they cannot be more than it. They may be less: reports name the largest only.

In: core.observation. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="parts_within_total",
    layer="core",
    table="core.observation",
    kind=Kind.WARN,
    zh="其中各项之和不大于总数",
    en="the parts of a total do not exceed it",
    todo_zh="核对原文：单位或分项可能写错",
    todo_en="check the text: a unit or a part may be wrong",
    holds=True,
    failing="""
        WITH total AS (
             SELECT o.claim_id, o.report_id, o.indicator, o.scope, o.status, o.period_start, o.period_end, o.unit, o.high, o.rounding,
                 c.sentence_start, o.text_start
             FROM {batch} AS o JOIN read.claim AS c ON c.claim_id = o.claim_id AND c.report_id = o.report_id
                 WHERE o.measure = 'level' AND o.item_kind = 'none' AND o.scope IN ('township', 'county')
         ), parts AS (
             SELECT o.report_id, o.indicator, o.scope, o.status, o.period_start, o.period_end, o.unit, c.sentence_start, o.text_start,
                 o.low, o.rounding, o.item
             FROM {batch} AS o JOIN read.claim AS c ON c.claim_id = o.claim_id AND c.report_id = o.report_id
                 WHERE o.measure = 'level' AND o.item_kind = 'part' AND o.scope IN ('township', 'county')
         )
         SELECT t.claim_id, '分项合计 ' || say(sum(p.low)) || ' ＞ 总数 ' || say(any_value(t.high)) || any_value(t.unit) AS detail
         FROM total AS t JOIN parts AS p USING (report_id, indicator, scope, status, period_start, period_end, unit, sentence_start)
         WHERE p.text_start > t.text_start
         GROUP BY t.claim_id HAVING sum(p.low - coalesce(p.rounding, 0)) > any_value(t.high + coalesce(t.rounding, 0))
    """,
    applies="SELECT count(*) FROM {batch} WHERE item_kind = 'part' AND measure = 'level'",
    absent_zh="没有其中项",
    absent_en="no part",
)
