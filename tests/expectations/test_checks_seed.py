"""Every row of seeds/checks: known indicators, ordered limits, words that their example contains."""

from decimal import Decimal

import pytest

from transforms.seeds.files import read_rows
from transforms.seeds.indicators import load_indicators

RANGES = read_rows("checks/ranges.csv", required=("indicator", "per", "low", "high", "source"))
WORDS = read_rows("checks/words.csv", required=("list", "word", "example"))


@pytest.mark.parametrize("row", RANGES, ids=lambda row: f"{row['indicator']}-{row['per']}")
def test_a_range_is_of_a_known_indicator_and_ordered(row: dict[str, str]) -> None:
    assert row["indicator"] in load_indicators()
    assert row["per"] in ("value", "person")
    assert row["low"] or row["high"]
    assert not (row["low"] and row["high"]) or Decimal(row["low"]) < Decimal(row["high"])


def test_a_range_stands_once() -> None:
    keys = [(row["indicator"], row["per"]) for row in RANGES]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("row", WORDS, ids=lambda row: f"{row['list']}-{row['word']}")
def test_a_word_is_in_its_example(row: dict[str, str]) -> None:
    assert row["list"] in ("higher", "own")
    assert row["word"] in row["example"]
