"""Ten questions of a county's analyst, as plain functions: what the notebook shows, and what a script may call.

In: a read-only connection to a release (`open_release`). Out: polars frames. The SQL is that of `xianzhi query NAME` (seeds/questions).

Example:
    con = open_release("county/releases/current/metrics.duckdb")
    rank(con, "population", 2022)
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from flows.questions import fill_in, load_questions


def open_release(path: str | Path) -> duckdb.DuckDBPyConnection:
    """The release's database, read-only; its releases are never written again."""
    return duckdb.connect(str(path), read_only=True, config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})


def ask(con: duckdb.DuckDBPyConnection, name: str, **values: object) -> pl.DataFrame:
    """A named question. Raises KeyError for a name that is none."""
    sql, parameters = fill_in(load_questions()[name], [f"{key}={value}" for key, value in values.items()])
    return con.sql(sql, params=parameters or None).pl()


def indicators_told(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """1 哪些指标有数，覆盖多少乡镇和年份 · Which indicators have figures, over how many townships and years."""
    return con.sql(
        "SELECT i.code, i.name_zh, i.unit, count(*) AS cells, count(DISTINCT c.township_id) AS townships, "
        "min(c.year) AS first, max(c.year) AS last "
        "FROM cell c JOIN indicator i ON i.code = c.indicator WHERE c.value IS NOT NULL GROUP BY ALL ORDER BY cells DESC, i.code"
    ).pl()


def rank(con: duckdb.DuckDBPyConnection, indicator: str, year: int) -> pl.DataFrame:
    """2 某指标某年谁在前，谁没报告 · Who leads in an indicator and year, and who did not report."""
    return ask(con, "rank", indicator=indicator, year=year)


def series(con: duckdb.DuckDBPyConnection, township: str, indicator: str) -> pl.DataFrame:
    """3 一个乡镇一项指标的历年数，在哪里断开 · A township's figures over the years, and where the series breaks."""
    return ask(con, "series", township=township, indicator=indicator)


def fastest(con: duckdb.DuckDBPyConnection, indicator: str, year: int) -> pl.DataFrame:
    """4 谁增长最快（只比可比的） · Who grew fastest, comparable pairs only."""
    return ask(con, "fastest", indicator=indicator, year=year)


def compare(con: duckdb.DuckDBPyConnection, indicator: str, year_a: int, year_b: int) -> pl.DataFrame:
    """5 两年之间每个乡镇变了多少，能不能比 · What changed between two years, and whether it may be compared."""
    return con.sql("FROM compare($indicator, $a, $b)", params={"indicator": indicator, "a": year_a, "b": year_b}).pl()


def targets_missed(con: duckdb.DuckDBPyConnection, year: int) -> pl.DataFrame:
    """6 哪些目标没完成，哪些再没提起 · Targets missed, or never mentioned again."""
    return ask(con, "targets_missed", year=year)


def blanks(con: duckdb.DuckDBPyConnection, year: int) -> pl.DataFrame:
    """7 空白有多少，各是什么原因 · How many blanks, and why."""
    return con.sql(
        "SELECT missing_reason, count(*) AS cells, count(DISTINCT township_id) AS townships, count(DISTINCT indicator) AS indicators "
        "FROM cell WHERE year = $year AND missing_reason IS NOT NULL GROUP BY missing_reason ORDER BY cells DESC, missing_reason",
        params={"year": year},
    ).pl()


def evidence(con: duckdb.DuckDBPyConnection, cell_id: str) -> pl.DataFrame:
    """8 这个数从哪里来，落选的又是哪些 · Where a figure comes from, and which ones lost."""
    return ask(con, "evidence", cell=cell_id)


def peers(con: duckdb.DuckDBPyConnection, township: str) -> pl.DataFrame:
    """9 与它相当的乡镇是哪些 · Which townships are like it."""
    return ask(con, "peers", township=township)


def contradictions(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """10 哪些所述增速与数值对不上 · Which stated growth does not agree with the levels."""
    return con.sql(
        "SELECT g.township, g.year, i.name_zh, g.variant, g.stated_pct, g.computed_pct, "
        "g.computed_low_pct, g.computed_high_pct, g.sentence "
        "FROM growth g JOIN indicator i ON i.code = g.indicator WHERE g.outcome = 'contradicts' "
        "ORDER BY g.year, g.township_code, g.indicator"
    ).pl()


QUESTIONS = (indicators_told, rank, series, fastest, compare, targets_missed, blanks, evidence, peers, contradictions)
