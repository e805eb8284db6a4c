"""Every row of seeds/items.csv is walked; indicators name lists that exist."""

import pytest

from transforms.seeds.indicators import load_indicators
from transforms.seeds.items import load_items


@pytest.mark.parametrize("name", load_items())
def test_every_item_resolves_to_itself_and_its_chain_of_parents_ends(name: str):
    items = load_items()[name]
    for item in {entry.name: entry for entry in items.by_name.values()}.values():
        assert items.resolve(item.name) == item
        seen, parent = {item.name}, item.parent
        while parent is not None:
            assert parent not in seen
            seen.add(parent)
            parent = items.by_name[parent].parent


def test_lists_named_by_indicators_exist():
    lists = load_items()
    assert {row.items for row in load_indicators().values() if row.items} <= lists.keys()
    assert all(row.items for row in load_indicators().values() if row.cell_rule == "by_item")


@pytest.mark.parametrize(("words", "item"), [("美国大樱桃", "樱桃"), ("烟叶", "烤烟"), ("冬小麦", None), ("智慧农业", None)])
def test_aliases(words: str, item: str | None):
    found = load_items()["crop"].resolve(words)
    assert (found.name if found else None) == item
