"""What can be compared.

In: `core.observation`, `core.candidate`, reports, places, seeds. Out: `metrics.cell` (verdict, reasons, missing reason), `growth`,
`ranking`, `coverage`, `restatement`, `target`, `derived`. Each table is one .sql over named relations: it runs over frames here and
over the workshop's own tables in the nightly run, with the same result in whatever order the rows come.
"""
