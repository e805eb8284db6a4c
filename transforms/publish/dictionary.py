"""The data dictionary: every released table and column in words, generated from the registry.

In: the registry. Out: rows for dictionary.csv; nobody writes them by hand.
"""

from __future__ import annotations

from collections.abc import Iterable

from transforms.warehouse.registry import Column, Table

HEADINGS = ("table", "view_zh", "column", "label_zh", "type", "unit", "key", "nullable", "meaning_zh", "meaning_en")
YES = {True: "yes", False: "no"}


def table_row(table: Table) -> tuple[str, ...]:
    """The row that says what one row of the table is."""
    return (table.name, table.view_zh, "", "", "", "", "", "", table.comment_zh, table.comment_en)


def column_row(table: Table, column: Column) -> tuple[str, ...]:
    """The row of one column."""
    return (
        table.name,
        table.view_zh,
        column.name,
        column.label_zh,
        column.type,
        column.unit,
        YES[column.key],
        YES[column.nullable],
        column.comment_zh,
        column.comment_en,
    )


def dictionary_rows(tables: Iterable[Table]) -> list[tuple[str, ...]]:
    """All rows, in the registry's order: a table, then its columns."""
    return [row for table in tables for row in (table_row(table), *(column_row(table, column) for column in table.columns))]
