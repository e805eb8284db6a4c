"""A derived figure leads back to the cells it was made of.

In: metrics.derived. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="derived_inputs_known",
    layer="metrics",
    table="metrics.derived",
    kind=Kind.STOP,
    zh="派生数的输入单元格都存在且有值",
    en="every input of a derived figure is a filled cell",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT d.derived_id, d.township_id, d.year, d.indicator, d.input AS detail FROM (SELECT *, unnest(string_split(inputs,
            ';')) AS input FROM {batch}) AS d
         LEFT JOIN metrics.cell AS c ON c.cell_id = d.input WHERE c.value IS NULL
    """,
)
