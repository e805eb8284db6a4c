"""Coverage that shrank without a cause is structure, not opinion.

A report that is still current must give at least four fifths of its cells again.

In: metrics.coverage. Out: the rows that break the rule.
"""

from expectations.model import OPERATOR, Kind, Rule

RULE = Rule(
    check_id="coverage_not_shrunk",
    layer="metrics",
    table="metrics.coverage",
    kind=Kind.STOP,
    zh="有值的单元格不比上一版本明显减少（撤回、搁置、更正除外）",
    en="filled cells did not become markedly fewer than in the last release without a cause",
    todo_zh="查读取规则的改动；或写明撤回、更正",
    todo_en="look at what changed in reading; or record a retraction or correction",
    owner=OPERATOR,
    needs_previous=True,
    failing="""
        SELECT p.township_id, p.year, p.cells_filled || ' → ' || coalesce(v.cells_filled, 0) AS detail
         FROM previous.coverage AS p LEFT JOIN {batch} AS v USING (township_id, year)
         LEFT JOIN (SELECT township_id, year, count(*) AS held FROM metrics.cell WHERE contains(reasons, 'held:')
             AND value IS NULL GROUP BY township_id, year) AS h USING (township_id, year)
         WHERE p.cells_filled >= 5 AND coalesce(v.cells_filled, 0) + coalesce(h.held, 0) < 0.8 * p.cells_filled
           AND EXISTS (SELECT 1 FROM read.report AS r WHERE r.report_id = p.report_id AND coalesce(r.superseded_by, '') = ''
               AND coalesce(r.superseded_reason, '') = '')
    """,
    applies="SELECT count(*) FROM previous.coverage WHERE cells_filled >= 5",
    absent_zh="上一版本没有足够的单元格",
    absent_en="too few cells in the last release",
)
