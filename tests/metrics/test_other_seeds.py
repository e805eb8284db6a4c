"""The rows of breaks.csv, expected.csv, derived.csv, target_kinds.csv and thresholds.csv are walked."""

from pathlib import Path

import pytest

from transforms.seeds.breaks import load_breaks
from transforms.seeds.derived import load_derive_rules, load_target_cues
from transforms.seeds.expected import load_expected
from transforms.seeds.files import SeedError
from transforms.seeds.indicators import load_indicators
from transforms.seeds.thresholds import load_thresholds

KNOWN = load_indicators()


@pytest.mark.parametrize("row", load_breaks(), ids=lambda b: f"{b.break_id}-{b.indicator}")
def test_break(row):
    assert row.indicator in KNOWN
    assert row.variant in ("", *(v.code for v in KNOWN[row.indicator].variants))
    assert 1990 <= row.from_year <= 2030
    assert row.text_zh
    assert row.text_en
    assert row.source


def test_no_break_stands_twice():
    keys = [(b.break_id, b.indicator, b.variant) for b in load_breaks()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("row", load_expected(), ids=lambda e: f"{e.indicator}-{e.from_year}")
def test_expectation(row):
    assert row.indicator == "*" or row.indicator in KNOWN
    assert row.from_year <= row.to_year


@pytest.mark.parametrize("row", load_derive_rules(), ids=lambda d: f"{d.kind}-{d.indicator}")
def test_derive_rule(row):
    numerator, denominator = row.unit.split("/")
    assert KNOWN[row.indicator].unit == numerator
    assert KNOWN[row.denominator].unit == denominator
    assert KNOWN[row.indicator].additive


def test_target_cues():
    assert {cue.kind for cue in load_target_cues()} == {"task"}


def test_a_countys_expectations_come_last(tmp_path):
    (tmp_path / "expected.csv").write_text(
        "indicator,township_id,from_year,to_year,due,expected,reason\n*,t9,,,02-28,yes,早报\n", encoding="utf-8"
    )
    assert load_expected(tmp_path)[-1].due == "02-28"


@pytest.mark.parametrize("row", ["*,t9,,,31-03,yes,x", "*,t9,,,03-31,maybe,x"])
def test_a_bad_expectation_is_refused(tmp_path, row):
    (tmp_path / "expected.csv").write_text(f"indicator,township_id,from_year,to_year,due,expected,reason\n{row}\n", encoding="utf-8")
    with pytest.raises(SeedError, match="MM-DD"):
        load_expected(tmp_path)


def test_thresholds_are_those_of_the_page():
    page = (Path(__file__).parents[2] / "docs" / "comparability.md").read_text(encoding="utf-8")
    assert f"at least {int(load_thresholds().ranked_share * 100)} % of the townships alive" in page
    assert load_thresholds().common_from == 3
    assert "at least three townships of the county" in page
