"""The site: the static, offline page that analysts open, made from a release's database at publish time.

In: a release's folder with a closed metrics.duckdb, facts about the run. Out: `site/` in it: index.html, styles, scripts, and the data as
scripts, so that it works from a shared folder (`file://`) under a strict Content-Security-Policy (docs/decisions/0010-site.md).

`page` writes the shell and assets · `data` the tables · `texts` the reports · `words.csv` every word of the page in both languages.

Example:
    write_site(release, {"release": "20230410T020000Z-1a2b3c", "county": "夏邑县", "texts": True})
"""
