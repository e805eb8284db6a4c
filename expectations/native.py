"""Rules that Great Expectations has itself, made from the registry: unique keys, no nulls, closed vocabularies.

In: a table's name. Out: Rules. Example:

    key_unique("read.claim").check_id == "key_unique:read.claim"
"""

from __future__ import annotations

from collections.abc import Iterable

from expectations.model import OPERATOR, Kind, Native, Rule
from transforms.warehouse.registry import load_registry
from transforms.warehouse.schema import quote

TODO_ZH = "重新运行；仍出现则报告缺陷"
TODO_EN = "run again; if it stays, report a fault"


def key_unique(table: str, layer: str | None = None) -> Rule:
    """No two rows of `table` have the same key. `layer` names another suite that asks it once more."""
    registered = load_registry()[table]
    columns = ", ".join(quote(name) for name in registered.key)
    nullable = any(registered.column(name).nullable for name in registered.key)
    if nullable:  # Great Expectations takes null for different from null
        failing, native = f"SELECT {columns}, count(*) || ' 行' AS detail FROM {{batch}} GROUP BY {columns} HAVING count(*) > 1", None
    elif len(registered.key) == 1:
        failing, native = "", Native("ExpectColumnValuesToBeUnique", {"column": registered.key[0]})
    else:
        failing, native = "", Native("ExpectCompoundColumnsToBeUnique", {"column_list": list(registered.key)})
    again = f"{layer}:" if layer else ""
    return Rule(
        check_id=f"{again}key_unique:{table}",
        layer=layer or registered.layer,
        table=table,
        kind=Kind.STOP,
        zh=f"{registered.view_zh}的键不重复",
        en=f"keys of {table} are unique",
        todo_zh=TODO_ZH,
        todo_en=TODO_EN,
        owner=OPERATOR,
        failing=failing,
        native=native,
    )


def not_null(table: str, column: str) -> Rule:
    """`column` has no null."""
    label = load_registry()[table].column(column).label_zh
    return Rule(
        check_id=f"not_null:{table}.{column}",
        layer=load_registry()[table].layer,
        table=table,
        kind=Kind.STOP,
        zh=f"{load_registry()[table].view_zh}的“{label}”不为空",
        en=f"{table}.{column} is never null",
        todo_zh=TODO_ZH,
        todo_en=TODO_EN,
        owner=OPERATOR,
        native=Native("ExpectColumnValuesToNotBeNull", {"column": column}),
    )


def in_set(table: str, column: str, words: Iterable[str]) -> Rule:
    """`column` holds only `words`, or null."""
    label = load_registry()[table].column(column).label_zh
    allowed = [str(word) for word in words]
    return Rule(
        check_id=f"in_set:{table}.{column}",
        layer=load_registry()[table].layer,
        table=table,
        kind=Kind.STOP,
        zh=f"{load_registry()[table].view_zh}的“{label}”只用规定的词",
        en=f"{table}.{column} keeps to its vocabulary: {' · '.join(allowed)}",
        todo_zh=TODO_ZH,
        todo_en=TODO_EN,
        owner=OPERATOR,
        applies=f'SELECT count("{column}") FROM {{batch}}',
        native=Native("ExpectColumnValuesToBeInSet", {"column": column, "value_set": allowed}),
    )
