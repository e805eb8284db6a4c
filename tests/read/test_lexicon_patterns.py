"""Rows of seeds/lexicon/patterns.csv and code_traits.csv: every pattern compiles and finds its example, every code is known."""

import re

import pytest

from transforms.seeds.files import SeedError, read_rows
from transforms.seeds.indicators import load_indicators
from transforms.seeds.lexicon import codes_with, pattern

PATTERNS = read_rows("lexicon/patterns.csv", required=("id", "pattern", "example", "note"))
TRAITS = read_rows("lexicon/code_traits.csv", required=("trait", "codes", "note"))


@pytest.mark.parametrize("row", PATTERNS, ids=lambda row: row["id"])
def test_pattern_finds_its_example(row: dict[str, str]) -> None:
    assert pattern(row["id"]).search(row["example"]) is not None


@pytest.mark.parametrize("row", TRAITS, ids=lambda row: row["trait"])
def test_codes_of_a_trait_are_known(row: dict[str, str]) -> None:
    assert codes_with(row["trait"]) <= load_indicators().keys()


@pytest.mark.parametrize(
    "name",
    ["status_target", "status_task", "status_estimate", "target_ahead", "design_after", "design_ahead", "design_figures", "under_way"],
)
def test_words_of_status_are_hinted(name: str) -> None:
    example = next(row["example"] for row in PATTERNS if row["id"] == name)
    assert pattern("status_hint").search(example), "status_hint must hold the words of every row of status"


@pytest.mark.parametrize("row", read_rows("lexicon/notfact.csv"), ids=lambda row: row["id"])
def test_plain_numbers_are_no_row_of_notfact(row: dict[str, str]) -> None:
    for found in re.finditer(row["pattern"], row["example"]):
        assert pattern("plain_number").match(row["example"], found.start()) is None


@pytest.mark.parametrize(("load", "name"), [(pattern, "no_such_pattern"), (codes_with, "no_such_trait")])
def test_unknown_names_say_so(load: object, name: str) -> None:
    with pytest.raises(SeedError, match=name):
        load(name)  # type: ignore[operator]
