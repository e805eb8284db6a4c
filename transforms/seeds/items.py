"""Items: crops, animals, schools … under their canonical names.

In: seeds/items.csv. Out: `ItemList` by name, with every alias resolved.

Example:
    >>> load_items()["crop"].resolve("美国大樱桃").name
    '樱桃'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.seeds.files import SeedError, read_rows

WHOLE_LIST = "*"
"""In the column parent: this item is the list's total."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list; `parent` contains it, so the two are never summed. `is_total` names the whole list (粮食)."""

    name: str
    parent: str | None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class ItemList:
    """The items of one list by every name they go by."""

    name: str
    by_name: Mapping[str, Item]

    def resolve(self, words: str) -> Item | None:
        """The item that `words` name, by canonical name or alias; None where the list does not know them."""
        return self.by_name.get(words.strip())


@cache
def load_items(overlay: Path | None = None) -> dict[str, ItemList]:
    """All item lists by name. Raises SeedError for an alias of two items or a parent that is not in the list."""
    lists: dict[str, dict[str, Item]] = {}
    parents: list[tuple[str, Item]] = []
    for row in read_rows("items.csv", overlay, ("list", "item", "aliases", "parent")):
        total = row["parent"] == WHOLE_LIST
        item = Item(row["item"], None if total else row["parent"] or None, total)
        by_name = lists.setdefault(row["list"], {})
        parents.append((row["list"], item))
        for name in (item.name, *filter(None, row["aliases"].split("|"))):
            if by_name.get(name, item).name != item.name:
                raise SeedError(f"items.csv: {name} 同时属于 · names two items: {by_name[name].name}、{item.name}")
            by_name[name] = item
    for list_name, item in parents:
        if item.parent is not None and item.parent not in lists[list_name]:
            raise SeedError(f"items.csv: {item.name}: 上级 {item.parent} 不在本表 · the parent is not in the list {list_name}")
    return {name: ItemList(name, by_name) for name, by_name in lists.items()}
