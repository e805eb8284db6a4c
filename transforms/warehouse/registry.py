"""The registry: every table and column of the warehouse, defined once.

In: seeds/warehouse/tables.csv and columns.csv. Out: `Table` rows with their `Column`s, in file order.

Example:
    >>> load_registry()["read.claim"].key
    ('claim_id',)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from transforms.seeds.files import SeedError, read_rows

TYPES = ("VARCHAR", "INTEGER", "BIGINT", "BOOLEAN", "DATE", "TIMESTAMP", "DECIMAL(38,9)", "DOUBLE")
LAYERS = ("raw", "read", "core", "metrics", "publish", "ops")
RUN_ID = "run_id"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its DuckDB type, whether it may be null, is part of the key, counts for the content hash, and what it means."""

    name: str
    type: str
    nullable: bool
    key: bool
    hashed: bool
    unit: str
    label_zh: str
    comment_zh: str
    comment_en: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `name` is `schema.table`; `released` tables are copied into every release."""

    name: str
    view_zh: str
    comment_zh: str
    comment_en: str
    released: bool
    columns: tuple[Column, ...]

    @property
    def layer(self) -> str:
        """The schema, which is the layer that writes the table."""
        return self.name.partition(".")[0]

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the key columns."""
        return tuple(column.name for column in self.columns if column.key)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")


RUN_COLUMN = Column(RUN_ID, "VARCHAR", False, False, False, "", "运行编号", "写入此行的运行", "run that wrote the row")


def _flag(row: dict[str, str], name: str, where: str) -> bool:
    if row[name] not in ("yes", "no"):
        raise SeedError(f"{where}: {name} 应为 yes 或 no · must be yes or no, not {row[name]!r}")
    return row[name] == "yes"


def to_column(row: dict[str, str]) -> Column:
    """One row of columns.csv. Raises SeedError for a type or flag outside its vocabulary, or a missing comment."""
    where = f"columns.csv: {row['table']}.{row['column']}"
    if row["type"] not in TYPES:
        raise SeedError(f"{where}: 类型应为 · type must be one of {TYPES}")
    if not (row["label_zh"] and row["comment_zh"] and row["comment_en"]):
        raise SeedError(f"{where}: 须有 label_zh、comment_zh、comment_en · label and both comments are needed")
    return Column(
        name=row["column"],
        type=row["type"],
        nullable=_flag(row, "nullable", where),
        key=_flag(row, "key", where),
        hashed=_flag(row, "hashed", where),
        unit=row["unit"],
        label_zh=row["label_zh"],
        comment_zh=row["comment_zh"],
        comment_en=row["comment_en"],
    )


def _check_table(table: Table) -> None:
    for what, names in (("列 · column", table.column_names), ("label_zh", tuple(column.label_zh for column in table.columns))):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise SeedError(f"columns.csv: {table.name}: {what} 重复 · stands twice: {', '.join(twice)}")
    if table.layer not in LAYERS:
        raise SeedError(f"tables.csv: {table.name}: 模式应为 · schema must be one of {LAYERS}")
    if not table.key:
        raise SeedError(f"columns.csv: {table.name}: 没有键列 · no key column")


def build_registry(tables: list[dict[str, str]], columns: list[dict[str, str]]) -> dict[str, Table]:
    """Rows of the two files as tables by name. Raises SeedError for duplicates, unknown tables, tables without a key."""
    by_table: dict[str, list[Column]] = {row["table"]: [] for row in tables}
    if len(by_table) != len(tables):
        raise SeedError("tables.csv: 表名重复 · a table stands twice")
    for row in columns:
        if row["table"] not in by_table:
            raise SeedError(f"columns.csv: {row['table']}: tables.csv 中没有此表 · not in tables.csv")
        by_table[row["table"]].append(to_column(row))
    registry = {}
    for row in tables:
        own = by_table[row["table"]]
        if all(column.name != RUN_ID for column in own):
            own.append(RUN_COLUMN)
        released = _flag(row, "released", f"tables.csv: {row['table']}")
        table = Table(row["table"], row["view_zh"], row["comment_zh"], row["comment_en"], released, tuple(own))
        _check_table(table)
        registry[table.name] = table
    return registry


@cache
def load_registry() -> Mapping[str, Table]:
    """All tables by name, in file order. Raises SeedError where the seed is inconsistent."""
    tables = read_rows("warehouse/tables.csv", required=("table", "view_zh", "comment_zh", "comment_en", "released"))
    columns = read_rows("warehouse/columns.csv", required=("table", "column", "type", "nullable", "key", "hashed", "unit", "label_zh"))
    return MappingProxyType(build_registry(tables, columns))


def released_tables() -> tuple[Table, ...]:
    """The tables that go into a release, in the registry's order."""
    return tuple(table for table in load_registry().values() if table.released)
