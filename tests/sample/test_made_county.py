"""Counties made for the benchmarks: as many reports as asked, the same for the same seed, places that load, figures in the text."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from benchmarks.generate import COUNTY_CODE, make_county, make_reports, name_townships
from tests.generator.skeleton import shared, skeletons
from transforms.seeds.places import load_places


def test_county_loads_and_holds_every_report(tmp_path: Path) -> None:
    reports, figures = make_county(tmp_path, townships=3, years=4, seed=7)
    assert (reports, len(list((tmp_path / "inbox").iterdir()))) == (12, 12)
    assert figures > 12 * 30
    places = load_places(tmp_path / "seeds").in_county(COUNTY_CODE)
    assert [place.code for place in places] == ["990201001", "990201002", "990201003"]


def test_same_seed_same_reports_other_seed_others() -> None:
    first, again, other = (list(make_reports(2, 3, seed)) for seed in (5, 5, 6))
    assert first == again
    assert {made.text for made in first}.isdisjoint(made.text for made in other)


def test_reports_differ_within_a_township() -> None:
    texts = [skeletons(made.text) for made in make_reports(1, 6, 3)]
    assert max(shared(one, other) for one, other in itertools.combinations(texts, 2)) <= 1 / 3


def test_names_are_unique_and_a_county_has_an_end() -> None:
    assert len({place.name for place in name_townships(999, 1)}) == 999
    with pytest.raises(ValueError, match="999"):
        list(name_townships(1000, 1))
