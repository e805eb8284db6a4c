"""A release is complete and equal to its manifest, or it is not published.

In: metrics.cell. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="manifest_agrees",
    layer="publish",
    table="metrics.cell",
    kind=Kind.STOP,
    zh="版本中的文件与清单一一对应，哈希相同",
    en="the release's files are those of its manifest, with the same hashes",
    todo_zh="重新运行；仍出现则报告缺陷",
    todo_en="run again; if it stays, report a fault",
    owner=OPERATOR,
    keys=("path",),
    failing="""
        SELECT path, coalesce(left(stated, 12), '清单中没有') || ' / ' || coalesce(left(found, 12), '没有此文件')
            AS detail FROM manifest_file WHERE stated IS DISTINCT FROM found
    """,
    applies="SELECT count(*) FROM manifest_file",
    absent_zh="清单是空的",
    absent_en="the manifest is empty",
)
