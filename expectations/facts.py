"""What rules may refer to besides the staged tables: the run, seeds, winners, the release before, the files of the candidate.

In: a session's DuckDB connection and the run's context. Out: temporary tables on that connection (the file itself is read-only):

    context(run_id, business_date)
    seed_indicator(code, unit, dimension, canonical, kind, cell_rule, per_cent, counted)      seed_unit(unit, dimension, canonical, factor)
    seed_range(indicator, per, low, high)                                                  seed_word(list, word)
    winner: core.observation of the winning candidates, with cell_id (core suite)
    previous.*: the current release, attached (metrics tables stand in its main schema: previous.cell)
    manifest_file(path, stated, found)                                                     (publish suite)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from expectations.model import GateContext
from transforms.seeds.files import read_rows
from transforms.seeds.indicators import load_indicators
from transforms.seeds.units import load_units
from transforms.warehouse.schema import literal

RANGES = "checks/ranges.csv"
WORDS = "checks/words.csv"
COUNT_DIMENSIONS = ("count", "event", "head", "household", "person", "tree", "visits", "visits_firm", "visits_household", "dose")
"""Dimensions whose figures are whole numbers."""
MANIFEST = "manifest.json"
BLOCK = 1 << 20


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _table(con: Any, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({', '.join(columns)})")
    if rows:
        names = [column.split()[0] for column in columns]
        frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
        con.register("incoming_facts", frame.to_arrow())
        con.execute(f"INSERT INTO {name} SELECT * FROM incoming_facts")
        con.unregister("incoming_facts")


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def add_seeds(con: Any, overlay: Path | None) -> None:
    """The seeds as temporary tables. Raises SeedError where one cannot be read."""
    units = load_units(overlay)
    indicators = []
    for one in load_indicators(overlay).values():
        unit = units.get(one.unit)
        dimension = unit.dimension if unit else ""
        counted = dimension in COUNT_DIMENSIONS and one.kind != "ratio"
        factor = str(Decimal(unit.factor.numerator) / Decimal(unit.factor.denominator)) if unit else "1"
        indicators.append((one.code, one.unit, dimension, factor, one.kind, one.cell_rule, one.unit == "%", counted))
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
    sql = "SELECT c.cell_id, o.* FROM core.candidate AS c JOIN core.observation AS o USING (claim_id) WHERE c.won"
    try:
        con.execute(f"CREATE OR REPLACE TEMP TABLE winner AS {sql}")
    except duckdb.Error:
        con.execute("DROP TABLE IF EXISTS temp.winner")


def add_previous(con: Any, path: Path) -> None:
    """Attach the current release as `previous`. Raises duckdb.Error where it cannot be read."""
    con.execute(f"ATTACH {literal(str(path.resolve()))} AS previous (READ_ONLY)")


def manifest_rows(folder: Path) -> list[tuple[str, str | None, str | None]]:
    """Every file of a release that the manifest names or the folder holds: path, hash stated, hash found.

    The manifest has `files`: a list of {"path", "sha256"} or a mapping from path to {"sha256"}. It does not name itself.
    """
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    named = manifest["files"]
    entries = named.items() if isinstance(named, dict) else ((entry["path"], entry) for entry in named)
    stated = {path: entry["sha256"] if isinstance(entry, dict) else entry for path, entry in entries}
    found = {
        path.relative_to(folder).as_posix(): hash_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() != MANIFEST
    }
    return [(path, stated.get(path), found.get(path)) for path in sorted(stated.keys() | found.keys())]


def add_manifest(con: Any, folder: Path) -> None:
    """`manifest_file`, and `manifest_table` with the row counts the manifest states. Left out where there is no manifest to read."""
    try:
        rows = manifest_rows(folder)
        tables = json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("tables", {})
    except (OSError, ValueError, KeyError, TypeError):
        return
    _table(con, "manifest_file", ("path VARCHAR", "stated VARCHAR", "found VARCHAR"), rows)
    counts = tables.items() if isinstance(tables, dict) else ((entry["name"], entry) for entry in tables)
    stated = [(name, entry["rows"] if isinstance(entry, dict) else entry) for name, entry in counts]
    _table(con, "manifest_table", ("name VARCHAR", "rows BIGINT"), stated)


def prepare(con: Any, layer: str, context: GateContext) -> None:
    """Everything the rules of one layer may refer to."""
    _table(con, "context", ("run_id VARCHAR", "business_date DATE"), [(context.run_id, context.business_date)])
    add_seeds(con, context.seeds)
    if layer == "core":
        add_winners(con)
    if layer == "publish" and context.release is not None:
        add_manifest(con, context.release)
    if context.previous is not None:
        add_previous(con, context.previous)
