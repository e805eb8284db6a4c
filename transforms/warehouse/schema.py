"""DDL from the registry: schemas, tables, comments, Chinese views.

In: registry tables. Out: SQL statements, and a connection on which they have been run.

In the workshop every layer is a schema. In a release, whose file is metrics.duckdb, DuckDB names the catalog after the file, and a schema
`metrics` beside it would make `metrics.cell` ambiguous for everyone who opens the file. So there the metrics tables stand in `main`:
`metrics.cell` reads as catalog and table, plain `cell` works too, and `core.observation` is schema and table in both files.

Example:
    >>> create_table(load_registry()["read.text"]).splitlines()[0]
    'CREATE TABLE IF NOT EXISTS "read"."text" ('
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import duckdb

from transforms.relation import read_sql
from transforms.warehouse.registry import Column, Table, load_registry, released_tables
from transforms.warehouse.wide import wide_views

INDICATORS = "main.indicator"
RELEASE_CATALOG = "metrics"
"""Name of the release's catalog: the stem of its file."""


def as_released(table: Table) -> Table:
    """The table under the name it has inside a release: `metrics.cell` → `main.cell`, others as they are."""
    layer, _, name = table.name.partition(".")
    return replace(table, name=f"main.{name}") if layer == RELEASE_CATALOG else table


def quote(name: str) -> str:
    """An SQL identifier; a dotted table name becomes schema and table."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def literal(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def _column_line(column: Column) -> str:
    return f"    {quote(column.name)} {column.type}{'' if column.nullable else ' NOT NULL'}"


def create_table(table: Table) -> str:
    """CREATE TABLE with types and NOT NULL. Keys are checked by expectations, not by an index: staged rows may be doubtful."""
    lines = ",\n".join(_column_line(column) for column in table.columns)
    return f"CREATE TABLE IF NOT EXISTS {quote(table.name)} (\n{lines}\n)"


def comment_text(comment_zh: str, comment_en: str, unit: str = "") -> str:
    """Chinese first, English beside it, the unit in brackets."""
    return f"{comment_zh} · {comment_en}" + (f" [{unit}]" if unit else "")


def comments(table: Table) -> Iterator[str]:
    """COMMENT ON for the table and each of its columns."""
    yield f"COMMENT ON TABLE {quote(table.name)} IS {literal(comment_text(table.comment_zh, table.comment_en))}"
    for column in table.columns:
        text = comment_text(column.comment_zh, column.comment_en, column.unit)
        yield f"COMMENT ON COLUMN {quote(table.name)}.{quote(column.name)} IS {literal(text)}"


def create_view(table: Table) -> Iterator[str]:
    """The Chinese view of a table in a release, schema main: Chinese name and headings, the indicator's name beside its code, comments."""
    names = [f"t.{quote(column.name)} AS {quote(column.label_zh)}" for column in table.columns]
    joined = table.name != INDICATORS and "indicator" in table.column_names
    if joined:
        at = table.column_names.index("indicator") + 1
        names.insert(at, f"i.name_zh AS {quote('指标名称')}")
    view = f'"main".{quote(table.view_zh)}'
    join = f" LEFT JOIN {quote(INDICATORS)} AS i ON i.code = t.indicator" if joined else ""
    yield f"CREATE OR REPLACE VIEW {view} AS SELECT {', '.join(names)} FROM {quote(table.name)} AS t{join}"
    yield f"COMMENT ON VIEW {view} IS {literal(comment_text(table.comment_zh, table.comment_en))}"
    for column in table.columns:
        text = comment_text(column.comment_zh, column.comment_en, column.unit)
        yield f"COMMENT ON COLUMN {view}.{quote(column.label_zh)} IS {literal(text)}"
    if joined:
        yield f"COMMENT ON COLUMN {view}.{quote('指标名称')} IS {literal('指标的中文名称 · Chinese name of the indicator')}"


def statements(tables: Iterable[Table], *, views: bool = False) -> Iterator[str]:
    """All statements that make `tables`, in order; with `views` also the Chinese ones."""
    chosen = tuple(tables)
    for layer in dict.fromkeys(table.layer for table in chosen if table.layer != "main"):
        yield f"CREATE SCHEMA IF NOT EXISTS {quote(layer)}"
    for table in chosen:
        yield create_table(table)
        yield from comments(table)
    if views:
        for table in chosen:
            yield from create_view(table)


def existing_columns(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Columns of every table and view of the database in use."""
    sql = "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE database_name = current_database()"
    found: dict[str, set[str]] = {}
    for schema, table, column in con.execute(sql).fetchall():
        found.setdefault(f"{schema}.{table}", set()).add(column)
    return found


def missing_columns(con: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> dict[str, list[Column]]:
    """Columns that the registry names and the existing tables lack, by table. Tables that do not exist are left out."""
    found = existing_columns(con)
    lacking = {}
    for table in tables:
        if table.name in found:
            own = [column for column in table.columns if column.name not in found[table.name]]
            if own:
                lacking[table.name] = own
    return lacking


def apply_schema(con: duckdb.DuckDBPyConnection, tables: Iterable[Table] | None = None, *, views: bool = False) -> None:
    """Make tables, comments and, if asked, views; the workshop's tables by default.

    Columns new in the registry are added to existing tables, as nullable.
    Raises duckdb.Error where the file is read-only.
    """
    chosen = tuple(tables) if tables is not None else tuple(load_registry().values())
    add_columns(con, chosen)
    con.execute(";\n".join(statements(chosen, views=views)))


def add_columns(con: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> None:
    """Add to existing tables the columns that are new in the registry, as nullable."""
    for name, columns in missing_columns(con, tables).items():
        for column in columns:
            con.execute(f"ALTER TABLE {quote(name)} ADD COLUMN {quote(column.name)} {column.type}")


def apply_release_schema(con: duckdb.DuckDBPyConnection) -> None:
    """Make a release's tables, comments, Chinese views and macros in an empty file named metrics.duckdb."""
    apply_schema(con, [as_released(table) for table in released_tables()], views=True)
    con.execute(release_macros())
    con.execute(";\n".join(wide_views()))


def release_macros() -> str:
    """The macros that analysts call in a release (macros.sql), and those for exact division and verdicts that they rest on."""
    shared = read_sql("transforms.metrics", "prelude").replace("TEMP MACRO", "MACRO")
    return shared + read_sql("transforms.warehouse", "macros")
