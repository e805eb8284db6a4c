"""What rules may refer to besides the staged tables: the run, seeds, winners, the release before, the files of the candidate.

In: a session's DuckDB connection and the run's context. Out: temporary tables on that connection (the file itself is read-only):

    context(run_id, business_date)
    seed_indicator(code, unit, dimension, canonical, kind, cell_rule, per_cent, counted, additive)
    seed_unit(unit, dimension, canonical, factor)
    seed_range(indicator, per, low, high)                                                  seed_word(list, word)
    winner(cell_id, claim_id, indicator, variant, item, township_id, year, value, unit, period_class, scope)   (core suite)
    say(number): a macro, figures in 万 and 亿
    previous.*: the current release, attached (metrics tables stand in its main schema: previous.cell)
    manifest_file(path, stated, found), manifest_table(name, stated, found)                        (publish suite)
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from expectations.model import GateContext
from transforms.publish.manifest import list_files, read_manifest
from transforms.seeds.files import read_rows
from transforms.seeds.indicators import load_indicators
from transforms.seeds.units import load_units
from transforms.warehouse.schema import literal, quote

RANGES = "checks/ranges.csv"
WORDS = "checks/words.csv"
COUNT_DIMENSIONS = ("count", "event", "head", "household", "person", "tree", "visits", "visits_firm", "visits_household", "dose")
"""Dimensions whose figures are whole numbers."""
WINNER_COLUMNS = "o.claim_id, o.indicator, o.variant, o.item, o.township_id, o.year, o.value, o.unit, o.period_class, o.scope"


def _table(con: Any, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({', '.join(columns)})")
    if rows:
        names = [column.split()[0] for column in columns]
        frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
        con.register("incoming_facts", frame.to_arrow())
        con.execute(f"INSERT INTO {name} SELECT * FROM incoming_facts")
        con.unregister("incoming_facts")


def add_words(con: Any) -> None:
    """`say(number)`: a figure as people write it: 479000000 → 4.79亿."""
    con.execute("""
        CREATE OR REPLACE TEMP MACRO say(number) AS CASE
            WHEN abs(number) >= 1e8 THEN printf('%.6g', CAST(number AS DOUBLE) / 1e8) || '亿'
            WHEN abs(number) >= 1e4 THEN printf('%.6g', CAST(number AS DOUBLE) / 1e4) || '万'
            ELSE printf('%.6g', CAST(number AS DOUBLE)) END
    """)


def add_seeds(con: Any, overlay: Path | None) -> None:
    """The seeds as temporary tables. Raises SeedError where one cannot be read."""
    units = load_units(overlay)
    indicators = []
    for one in load_indicators(overlay).values():
        unit = units.get(one.unit)
        dimension = unit.dimension if unit else ""
        counted = dimension in COUNT_DIMENSIONS and one.kind != "ratio"
        factor = str(Decimal(unit.factor.numerator) / Decimal(unit.factor.denominator)) if unit else "1"
        indicators.append((one.code, one.unit, dimension, factor, one.kind, one.cell_rule, one.unit == "%", counted, one.additive))
    _table(
        con,
        "seed_indicator",
        (
            "code VARCHAR",
            "unit VARCHAR",
            "dimension VARCHAR",
            "factor DOUBLE",
            "kind VARCHAR",
            "cell_rule VARCHAR",
            "per_cent BOOLEAN",
            "counted BOOLEAN",
            "additive BOOLEAN",
        ),
        indicators,
    )
    rows = [(u.name, u.dimension, u.canonical, str(Decimal(u.factor.numerator) / Decimal(u.factor.denominator))) for u in units.values()]
    _table(con, "seed_unit", ("unit VARCHAR", "dimension VARCHAR", "canonical VARCHAR", "factor DOUBLE"), rows)
    ranges = {(row["indicator"], row["per"]): row for row in read_rows(RANGES, overlay, ("indicator", "per", "low", "high"))}
    limits = [(row["indicator"], row["per"], row["low"] or None, row["high"] or None) for row in ranges.values()]
    _table(con, "seed_range", ("indicator VARCHAR", "per VARCHAR", "low DECIMAL(38,9)", "high DECIMAL(38,9)"), limits)
    words = [(row["list"], row["word"]) for row in read_rows(WORDS, overlay, ("list", "word"))]
    _table(con, "seed_word", ("list VARCHAR", "word VARCHAR"), words)


def add_winners(con: Any) -> None:
    """`winner`: what fills the cells. Left out where core's tables are missing; the rules on it then say that they could not run."""
    joined = (
        "core.candidate AS c JOIN core.observation AS o ON o.claim_id = c.claim_id AND o.report_id = coalesce(c.report_id, o.report_id)"
    )
    try:
        con.execute(f"CREATE OR REPLACE TEMP TABLE winner AS SELECT c.cell_id, {WINNER_COLUMNS} FROM {joined} WHERE c.won")
    except duckdb.Error:
        con.execute("DROP TABLE IF EXISTS temp.winner")


def add_previous(con: Any, path: Path) -> None:
    """Attach the current release as `previous`. Raises duckdb.Error where it cannot be read."""
    con.execute(f"ATTACH {literal(str(path.resolve()))} AS previous (READ_ONLY)")


def count_rows(con: Any, name: str) -> int | None:
    """Rows of a table, None where there is no such table."""
    try:
        row = con.execute(f"SELECT count(*) FROM {quote(name)}").fetchone()
    except duckdb.Error:
        return None
    return int(row[0]) if row else None


def add_manifest(con: Any, folder: Path) -> None:
    """`manifest_file` and `manifest_table`. Left out where there is no manifest to read; the rules on them then say so."""
    try:
        manifest = read_manifest(folder)
    except (OSError, ValueError):
        return
    stated = {path: entry["sha256"] for path, entry in manifest["files"].items()}
    found = {path: entry["sha256"] for path, entry in list_files(folder).items()}
    rows = [(path, stated.get(path), found.get(path)) for path in sorted(stated.keys() | found.keys())]
    _table(con, "manifest_file", ("path VARCHAR", "stated VARCHAR", "found VARCHAR"), rows)
    counts = [(name, entry["rows"], count_rows(con, name)) for name, entry in manifest["tables"].items()]
    _table(con, "manifest_table", ("name VARCHAR", "stated BIGINT", "found BIGINT"), counts)


def prepare(con: Any, layer: str, context: GateContext) -> None:
    """Everything the rules of one layer may refer to."""
    _table(con, "context", ("run_id VARCHAR", "business_date DATE"), [(context.run_id, context.business_date)])
    add_words(con)
    add_seeds(con, context.seeds)
    if layer == "core":
        add_winners(con)
    if layer == "publish" and context.release is not None:
        add_manifest(con, context.release)
    if context.previous is not None:
        add_previous(con, context.previous)
