"""The page's data without a browser: offsets, passages, words, exact numbers."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.publish.site.data import as_script, plain, read_words
from transforms.publish.site.texts import neighbourhoods, utf16_offsets, whole_text

ASSETS = files("transforms.publish.site").joinpath("assets")
SCRIPTS = sorted(one.name for one in ASSETS.iterdir() if one.name.endswith(".js"))


@given(st.text(alphabet=st.sampled_from("税3亿。\n\U00020000\U0001f600"), max_size=40), st.data())
def test_offsets_are_those_a_browser_counts(text, data):
    start = data.draw(st.integers(0, len(text)))
    (turned,) = utf16_offsets(text, [start])
    assert text.encode("utf-16-le")[: 2 * turned].decode("utf-16-le") == text[:start]


def test_neighbours_of_a_sentence_and_nothing_more():
    text = "甲。乙一。丙3万元。丁。戊。己。庚5亩。辛。"
    spans = [(text.index("丙"), text.index("丁")), (text.index("庚"), text.index("辛"))]
    assert neighbourhoods(text, spans) == ((2, "乙一。丙3万元。丁。"), (14, "己。庚5亩。辛。"))
    assert neighbourhoods(text, []) == ()


def test_neighbours_that_touch_are_one_passage():
    text = "甲。乙3万元。丙5亩。丁。戊。"
    spans = [(text.index("乙"), text.index("丙")), (text.index("丙"), text.index("丁"))]
    assert neighbourhoods(text, spans) == ((0, "甲。乙3万元。丙5亩。丁。"),)


def test_offsets_of_passages_count_wide_characters_twice():
    text = "\U00020000一。乙3亩。丙。"
    start = text.index("乙")
    assert neighbourhoods(text, [(start, start + 4)]) == ((0, text),)
    assert whole_text(text) == ((0, text),)


@pytest.mark.parametrize(
    ("value", "text"), [("3000.000000000", "3000"), ("0.333333333", "0.333333333"), ("130000000", "130000000"), ("0E-9", "0")]
)
def test_numbers_are_exact_text(value, text):
    assert plain(Decimal(value)) == text


def test_a_script_hands_over_its_payload():
    script = as_script("cells/gdp", {"a": "</script>\u2028"})
    assert script.startswith('xianzhi.receive("cells/gdp",')
    assert json.loads(script[len('xianzhi.receive("cells/gdp",') : -3]) == {"a": "</script>\u2028"}


def test_every_word_of_the_page_is_written_in_both_languages():
    words = read_words()
    asked = {key for name in SCRIPTS for key in re.findall(r'\.t\("([a-z_.]+[a-z])"', ASSETS.joinpath(name).read_text(encoding="utf-8"))}
    assert asked - words.keys() == set()
    assert [key for key, (zh, en) in words.items() if not zh or (not en and not key.startswith("unit."))] == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_build_no_markup_and_ask_no_server(name):
    text = ASSETS.joinpath(name).read_text(encoding="utf-8")
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "fetch(",
        "XMLHttpRequest",
        ".style.",
    ):
        assert forbidden not in text
    assert re.search(r"\?\.[a-zA-Z(\[]|\?\?|\.replaceAll\(|\.at\(-", text) is None, "a Chromium of 2019 does not know this"


def test_words_that_are_codes_of_the_release_have_words(release: Path):
    """Every code that stands in the release's tables is said in words."""
    import duckdb

    asked = {
        "missing": "SELECT DISTINCT missing_reason FROM cell",
        "verdict": "SELECT DISTINCT verdict FROM cell",
        "coverage": "SELECT DISTINCT state FROM coverage",
        "target": "SELECT DISTINCT outcome FROM target",
        "candidate": "SELECT DISTINCT reason FROM core.candidate WHERE reason NOT LIKE 'held:%'",
        "cause": "SELECT DISTINCT cause FROM change",
        "place": "SELECT DISTINCT kind FROM place_change",
        "domain": "SELECT DISTINCT domain FROM indicator",
        "outcome": "SELECT DISTINCT outcome FROM read.mention",
        "reason": "WITH r AS (FROM cell SELECT reasons UNION ALL FROM pair SELECT reasons)"
        " SELECT DISTINCT split_part(unnest(string_split(reasons, ';')), ':', 1) FROM r",
    }
    words = read_words()
    with duckdb.connect(str(release / "metrics.duckdb"), read_only=True) as con:
        lacking = [
            f"{field}.{code}"
            for field, sql in asked.items()
            for (code,) in con.execute(sql).fetchall()
            if code and f"{field}.{code}" not in words
        ]
    assert lacking == []
