"""3–5家 is a range, 5–3家 a misreading.

In: read.claim. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="range_ordered",
    layer="read",
    table="read.claim",
    kind=Kind.STOP,
    zh="区间的上限大于下限",
    en="a range's upper end is above its lower",
    todo_zh="查读取程序，报告缺陷",
    todo_en="look at the reader, report a fault",
    owner=OPERATOR,
    failing="""
        SELECT claim_id, value || '..' || value_high AS detail FROM {batch} WHERE value_high <= value
    """,
    applies="SELECT count(value_high) FROM {batch}",
    absent_zh="没有区间值",
    absent_en="no range",
)
