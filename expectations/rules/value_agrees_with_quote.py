"""An independent second reading of plain Arabic figures.

Digits times 十 to 万亿. Shares, multiples and units that begin with 千 or 百 are left out.

In: read.claim. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="value_agrees_with_quote",
    layer="read",
    table="read.claim",
    kind=Kind.WARN,
    zh="陈述的数值与原文的数字和万、亿一致",
    en="a claim's value agrees with the digits and the 万 or 亿 of its quote",
    todo_zh="查读取规则；必要时更正",
    todo_en="look at the reader's rule; correct if need be",
    holds=True,
    failing="""
        WITH parsed AS (
            SELECT claim_id, value, quote,
                   regexp_extract(
                       replace(translate(quote, '０１２３４５６７８９．，', '0123456789.,'), ',', ''),
                       '^[^0-9]*([0-9]+(?:[.][0-9]+)?)[余多几]?(十万|百万|千万|十亿|百亿|千亿|万亿|十|百|千|万|亿)?[余多几]?([^0-9]*)$',
                       ['number', 'power', 'rest']
                   ) AS part
            FROM {batch} AS claim WHERE value_high IS NULL AND measure = 'level'
        ), scaled AS (
            SELECT claim_id, value, quote,
                   CAST(part.number AS DOUBLE) * CASE part.power
                       WHEN '十' THEN 1e1 WHEN '百' THEN 1e2 WHEN '千' THEN 1e3 WHEN '万' THEN 1e4 WHEN '十万' THEN 1e5 WHEN '百万' THEN 1e6
                       WHEN '千万' THEN 1e7 WHEN '亿' THEN 1e8 WHEN '十亿' THEN 1e9 WHEN '百亿' THEN 1e10 WHEN '千亿' THEN 1e11
                       WHEN '万亿' THEN 1e12 ELSE 1 END AS expected
            FROM parsed
            WHERE part.number != '' AND NOT regexp_matches(part.rest, '^[克米瓦分]|[%％‰成倍番]')
              AND NOT regexp_matches(quote, '[lIOo][0-9.]|[0-9.][lIOo]')  -- slips of OCR: the reader knows better
        )
        SELECT claim_id, quote || ' → ' || value || '，应为 ' || expected AS detail FROM scaled
        WHERE abs(abs(CAST(value AS DOUBLE)) - expected) > 1e-6 * greatest(expected, 1)
    """,
    applies="""
        SELECT count(*) FROM {batch} WHERE value_high IS NULL AND measure = 'level' AND regexp_matches(quote, '[0-9０-９]')
    """,
    absent_zh="没有用阿拉伯数字写的数值",
    absent_en="no value in Arabic digits",
)
