"""county.xlsx: the release as a workbook for Excel, WPS and LibreOffice.

In: a release's folder with a closed metrics.duckdb, facts about the run. Out: county.xlsx. `book` knows how a sheet looks, `tables` the
sheets that are lists, `wide` the big table, `cover` the first sheet and the charts, `write` puts them together.
"""
