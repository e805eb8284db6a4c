"""A report that nowhere names its township may belong to another one (an old name, a wrong folder).

In: read.report. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="report_name_in_text",
    layer="read",
    table="read.report",
    kind=Kind.ASK,
    zh="报告开头、结尾或文件名出现该乡镇的名称",
    en="a report names its township at its beginning, its end, or in its file name",
    todo_zh="核对报告的归属：xianzhi review",
    todo_en="check whose report it is: xianzhi review",
    failing="""
        SELECT r.report_id, r.township_id, r.year, r.township || ' / ' || r.file_name AS detail
         FROM {batch} AS r JOIN read.text AS t USING (report_id)
         WHERE NOT contains(t.text, regexp_replace(r.township, '(街道办事处|街道|镇|乡|苏木)$', '')) AND NOT contains(r.file_name,
             regexp_replace(r.township, '(街道办事处|街道|镇|乡|苏木)$', ''))
    """,
)
