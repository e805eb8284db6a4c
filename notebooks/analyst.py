"""The analyst's notebook (marimo): ten ready questions on the current release.

In: XIANZHI_RELEASE, the path of a metrics.duckdb. Out: a page. `make notebook RELEASE=…/metrics.duckdb`, or
XIANZHI_RELEASE=~/county/releases/current/metrics.duckdb marimo edit notebooks/analyst.py
"""

import marimo

app = marimo.App(width="full", app_title="县志 · 分析员")


@app.cell
def _():
    import os
    import sys
    from pathlib import Path

    import marimo as mo

    sys.path.insert(0, str(Path(__file__).parent))
    import questions as q

    path = os.environ.get("XIANZHI_RELEASE", "build/sample/releases/current/metrics.duckdb")
    con = q.open_release(path)
    return con, mo, path, q


@app.cell
def _(con, mo, path, q):
    told = q.indicators_told(con)
    names = {f"{row['name_zh']}（{row['unit']}）": row["code"] for row in told.to_dicts()}
    places = [row[0] for row in con.sql("SELECT DISTINCT township FROM coverage WHERE alive ORDER BY township").fetchall()]
    years = [row[0] for row in con.sql("SELECT DISTINCT year FROM coverage ORDER BY year DESC").fetchall()]
    indicator = mo.ui.dropdown(names, value=next(iter(names)), label="指标 indicator")
    township = mo.ui.dropdown(places, value=places[0], label="乡镇 township")
    year = mo.ui.dropdown({str(one): one for one in years}, value=str(years[0]), label="年份 year")
    mo.vstack([mo.md(f"# 县志 · 分析员\n`{path}`"), mo.hstack([indicator, township, year])])
    return indicator, told, township, year


@app.cell
def _(mo, q, told):
    mo.vstack([mo.md(f"## {q.indicators_told.__doc__}"), told])
    return


@app.cell
def _(con, indicator, mo, q, year):
    ranked = q.rank(con, indicator.value, year.value)
    mo.vstack([mo.md(f"## {q.rank.__doc__}"), ranked])
    return


@app.cell
def _(con, indicator, mo, q, township):
    own = q.series(con, township.value, indicator.value)
    mo.vstack([mo.md(f"## {q.series.__doc__}"), own])
    return (own,)


@app.cell
def _(con, indicator, mo, q, year):
    mo.vstack([mo.md(f"## {q.fastest.__doc__}"), q.fastest(con, indicator.value, year.value)])
    return


@app.cell
def _(con, indicator, mo, q, year):
    mo.vstack([mo.md(f"## {q.compare.__doc__}"), q.compare(con, indicator.value, year.value - 1, year.value)])
    return


@app.cell
def _(con, mo, q, year):
    mo.vstack([mo.md(f"## {q.targets_missed.__doc__}"), q.targets_missed(con, year.value)])
    return


@app.cell
def _(con, mo, q, year):
    mo.vstack([mo.md(f"## {q.blanks.__doc__}"), q.blanks(con, year.value)])
    return


@app.cell
def _(con, mo, own, q):
    cell_id = own["cell_id"][-1] if own.height else ""
    mo.vstack([mo.md(f"## {q.evidence.__doc__}\n`{cell_id}`"), q.evidence(con, cell_id)])
    return


@app.cell
def _(con, mo, q, township):
    mo.vstack([mo.md(f"## {q.peers.__doc__}"), q.peers(con, township.value)])
    return


@app.cell
def _(con, mo, q):
    mo.vstack([mo.md(f"## {q.contradictions.__doc__}"), q.contradictions(con)])
    return


if __name__ == "__main__":
    app.run()
