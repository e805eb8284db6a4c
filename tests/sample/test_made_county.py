"""Counties made for the benchmarks: as many reports as asked, the same for the same seed, places that load, figures in the text."""

from __future__ import annotations

import itertools
import statistics
from pathlib import Path

import pytest

from benchmarks.generate import MadeCounty, make_county, make_reports, name_townships
from tests.generator.skeleton import shared, skeletons
from transforms.seeds.places import load_places

SAMPLE = Path(__file__).resolve().parents[2] / "seeds" / "reports"


def texts(townships: int, years: int, seed: int, number: int = 0) -> list[str]:
    return [made.text for made in make_reports(MadeCounty(townships, range(2023 - years, 2023), seed, number))]


def test_county_loads_and_holds_every_report(tmp_path: Path) -> None:
    county = MadeCounty(3, range(2019, 2023), seed=7)
    reports, figures = make_county(tmp_path, county)
    assert (reports, len(list((tmp_path / "inbox").iterdir()))) == (12, 12)
    assert figures > 12 * 30
    places = load_places(tmp_path / "seeds").in_county(county.code)
    assert [place.code for place in places] == ["990201001", "990201002", "990201003"]


def test_same_seed_same_reports_other_seed_or_number_others() -> None:
    first, again, other, third = (texts(2, 3, seed, number) for seed, number in ((5, 0), (5, 0), (6, 0), (5, 1)))
    assert first == again
    assert set(first).isdisjoint(other)
    assert set(first).isdisjoint(third)


def test_counties_differ_in_code_and_name() -> None:
    made = [MadeCounty(number=number) for number in range(400)]
    assert len({one.code for one in made}) == len({one.name for one in made}) == 400


def test_reports_are_as_long_as_real_ones() -> None:
    made = list(make_reports(MadeCounty(5, range(2013, 2023), 11, 4)))
    assert all(900 <= len(one.text) <= 2_000 for one in made)
    assert 40 <= statistics.mean(one.figures for one in made) <= 60


def test_reports_differ_within_a_township() -> None:
    found = [skeletons(text) for text in texts(1, 6, 3)]
    assert max(shared(one, other) for one, other in itertools.combinations(found, 2)) <= 1 / 3


def test_townships_are_not_the_sample_countys() -> None:
    sample = {path.name.partition("20")[0] for path in (SAMPLE / "inbox").iterdir()}
    assert sample.isdisjoint(place.name for place in name_townships(MadeCounty(999)))


def test_names_are_unique_and_a_county_has_an_end() -> None:
    assert len({place.name for place in name_townships(MadeCounty(999))}) == 999
    with pytest.raises(ValueError, match="999"):
        list(name_townships(MadeCounty(1000)))
