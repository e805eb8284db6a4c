"""A county's GDP in a township's report must not become the township's.

Only a clause that opens with such a word counts, and not where it ranks or compares.

In: read.claim. Out: the rows that break the rule.
"""

from expectations.model import Kind, Rule

RULE = Rule(
    check_id="higher_is_not_own",
    layer="read",
    table="read.claim",
    kind=Kind.WARN,
    zh="分句里写着全县、全市的数字不算本乡镇的",
    en="a figure whose clause says 全县 or 全市 is not the township's own",
    todo_zh="查读取规则；必要时更正",
    todo_en="look at the reader's rule; correct if need be",
    holds=True,
    failing="""
        WITH clause AS (
             SELECT claim_id, quote, regexp_extract(left(sentence, start - sentence_start), '[^，。；：！？,;]*$') AS before
             FROM (SELECT * FROM {batch} WHERE scope = 'township' AND indicator IS NOT NULL)
         )
         SELECT claim_id, before || '▸' || quote AS detail FROM clause
         WHERE EXISTS (SELECT 1 FROM seed_word WHERE list = 'higher' AND starts_with(clause.before, word))
           AND NOT EXISTS (SELECT 1 FROM seed_word WHERE list = 'own' AND contains(clause.before, word))
           AND NOT regexp_matches(clause.before, '位|名|第|排|占|居|前|平均|先进|示范|试点|评|荣|考核|比|高于|最|首')
    """,
    applies="SELECT count(*) FROM {batch} WHERE scope = 'township' AND indicator IS NOT NULL",
)
