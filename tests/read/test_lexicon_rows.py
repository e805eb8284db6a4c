"""Every row of the lexicon is walked: its words are unique, its example is read as the row says, its pattern begins where it claims to."""

import re
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from re import _constants as code
from re import _parser as parser

import pytest

from transforms.model import ReportYear
from transforms.read.mentions import scan
from transforms.read.normalise import normalise
from transforms.read.numbers import load_grammar, read_quantity
from transforms.read.reader import read_text
from transforms.read.words import find_words
from transforms.seeds.files import read_rows
from transforms.seeds.indicators import load_indicators
from transforms.seeds.lexicon import pattern
from transforms.seeds.units import load_units

YEAR = ReportYear(2023, "reviewed", "annual", "review_heading", date(2024, 1, 9))
SUBJECTS = read_rows("lexicon/subjects.csv", required=("id", "words", "code", "units", "with", "without", "item", "match", "example"))
WORDS = read_rows("lexicon/words.csv", required=("role", "words", "example"))
CLASSES = read_rows("lexicon/classes.csv", required=("class", "words", "example"))
NOTFACT = read_rows("lexicon/notfact.csv", required=("id", "reason", "starts", "pattern", "example"))
PATTERNS = read_rows("lexicon/patterns.csv", required=("id", "pattern", "example", "note"))
BOUNDS = read_rows("lexicon/bounds.csv", required=("word", "place", "bound", "example"))
UNIONS = read_rows("lexicon/unions.csv", required=("id", "pattern", "codes", "example"))
UNITS = read_rows("units.csv", required=("unit", "dimension", "canonical", "factor", "alias_of", "not_before", "example"))


def _by(rows: list[dict[str, str]], key: str) -> dict[str, object]:
    return {"argvalues": rows, "ids": [row[key] for row in rows]}


def _twice(words: list[str]) -> list[str]:
    return [word for word, count in Counter(words).items() if count > 1]


@pytest.mark.parametrize("row", **_by(SUBJECTS, "id"))
def test_subject_row_decides_in_its_example(row) -> None:
    claims = read_text(row["example"], year=YEAR).claims
    decided = [claim for claim in claims if f"indicator:{row['id']}" in claim.rules]
    assert decided, [(claim.quote, claim.indicator, claim.rules) for claim in claims]
    assert all((claim.indicator or "") == row["code"] for claim in decided)


@pytest.mark.parametrize("row", **_by(UNIONS, "id"))
def test_union_row_gives_its_codes_in_order(row) -> None:
    claims = read_text(row["example"], year=YEAR).claims
    assert [claim.indicator for claim in claims] == row["codes"].split("|")
    assert all(f"indicator:{row['id']}" in claim.rules for claim in claims)


def _dimensions(row: dict[str, str]) -> set[str]:
    """The single units that a row takes."""
    parts = row["units"].split("|")
    return {unit for unit, one in load_units().items() if unit in parts or one.dimension in parts}


def test_no_two_rows_of_a_code_have_the_same_word() -> None:
    """A word stands once for a code, except with other cues or for other units: of two like rows one would never decide."""
    classes = {f"@{one['class']}": one["words"].split("|") for one in CLASSES}
    rows: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in SUBJECTS:
        for word in (word for part in row["words"].split("|") for word in classes.get(part, [part])):
            rows.setdefault((row["code"] or row["id"], word), []).append(row)
    twice = [
        (word, one["id"], other["id"])
        for (_, word), found in rows.items()
        for k, one in enumerate(found)
        for other in found[:k]
        if one["with"] == other["with"] and _dimensions(one) & _dimensions(other)
    ]
    assert twice == []


@pytest.mark.parametrize("row", **_by(SUBJECTS, "id"))
def test_subject_row_is_well_formed(row) -> None:
    words = row["words"].split("|")
    assert all(words) and _twice(words) == []
    assert all(word[1:] in {one["class"] for one in CLASSES} for word in words if word.startswith("@"))
    assert row["code"] == "" or row["code"] in load_indicators()
    assert row["match"] in ("", "exact")
    dimensions = {unit.dimension for unit in load_units().values()}
    assert row["units"] and all(unit in dimensions or unit in load_units() for unit in row["units"].split("|"))


def test_ids_of_rows_are_unique() -> None:
    for rows, key in ((SUBJECTS, "id"), (WORDS, "role"), (CLASSES, "class"), (NOTFACT, "id"), (BOUNDS, "word"), (UNITS, "unit")):
        assert _twice([row[key] for row in rows]) == [], key


@pytest.mark.parametrize("row", **_by(WORDS, "role"))
def test_words_of_a_role(row) -> None:
    words = row["words"].split("|")
    assert all(words) and _twice(words) == []
    assert any(word in row["example"] for word in words)


@pytest.mark.parametrize("row", **_by(CLASSES, "class"))
def test_words_of_a_class(row) -> None:
    words = row["words"].split("|")
    assert all(words) and _twice(words) == []
    assert any(token.word.text in words for token in find_words(normalise(row["example"])))


@pytest.mark.parametrize("row", **_by(NOTFACT, "id"))
def test_notfact_row_decides_in_its_example(row) -> None:
    assert (row["reason"], row["id"]) in [(found.reason, found.rule) for found in scan(normalise(row["example"]))]


@pytest.mark.parametrize("row", **_by(NOTFACT, "id"))
def test_starts_are_exactly_what_the_pattern_can_begin_with(row) -> None:
    found, empty = first_characters(parser.parse(row["pattern"]))
    assert found == set(row["starts"])
    assert not empty


def first_characters(pattern) -> tuple[set[str], bool]:
    """Characters that a match of a parsed pattern can begin with, and whether it can match nothing."""
    found: set[str] = set()
    for op, value in pattern:
        if op in (code.ASSERT, code.ASSERT_NOT, code.AT):
            continue
        characters, empty = _first_of(op, value)
        found |= characters
        if not empty:
            return found, False
    return found, True


def _first_of(op, value) -> tuple[set[str], bool]:
    if op is code.LITERAL:
        return {chr(value)}, False
    if op is code.IN:
        return {chr(c) for kind, member in value for c in _members(kind, member)}, False
    if op is code.BRANCH:
        parts = [first_characters(branch) for branch in value[1]]
        return set().union(*(characters for characters, _ in parts)), any(empty for _, empty in parts)
    if op is code.SUBPATTERN:
        return first_characters(value[3])
    if op in (code.MAX_REPEAT, code.MIN_REPEAT):
        characters, empty = first_characters(value[2])
        return characters, empty or value[0] == 0
    raise AssertionError(op)


def _members(kind, member) -> range:
    assert kind in (code.LITERAL, code.RANGE), kind
    return range(member, member + 1) if kind is code.LITERAL else range(member[0], member[1] + 1)


@pytest.mark.parametrize("row", **_by(BOUNDS, "word"))
def test_bound_word_bounds_the_number_of_its_example(row) -> None:
    found = scan(normalise(row["example"]))
    quantities = [(row["example"][one.start : one.end], one.quantity) for one in found if one.quantity is not None]
    assert row["place"] in ("before", "after", "skip", "not")
    assert row["word"] in row["example"]
    if row["place"] == "not":
        assert all(quantity.bound == "=" and row["word"][-1] not in quote for quote, quantity in quantities)
    else:
        assert any(quantity.bound == row["bound"] for _, quantity in quantities)
    if row["place"] in ("before", "after"):
        assert any(row["word"] in quote for quote, _ in quantities)


@pytest.mark.parametrize("row", **_by(UNITS, "unit"))
def test_unit_of_a_row_is_read_in_its_example(row) -> None:
    text = normalise(row["example"])
    start = re.search("[0-9一二三四五六七八九]", text)
    assert start is not None
    quantity = read_quantity(text, start.start(), load_grammar())
    assert quantity is not None
    assert quantity.dimension == row["dimension"]
    assert text[quantity.number_end : quantity.end] == normalise(row["unit"]) or quantity.multiplied
    if row["unit"] != "番":  # n doublings are read as 2**n times
        assert Fraction(quantity.value) * load_units()[quantity.unit].factor == 5 * Fraction(row["factor"])


@pytest.mark.parametrize("row", **_by(UNITS, "unit"))
def test_unit_has_dimension_and_factor(row) -> None:
    units = load_units()
    assert row["dimension"] and Fraction(row["factor"]) > 0
    canonical = units.get(row["canonical"])
    assert canonical is None or (canonical.dimension, canonical.factor) == (row["dimension"], 1)
    if row["alias_of"]:
        same = units[row["alias_of"]]
        assert (same.dimension, same.factor, same.canonical) == (row["dimension"], Fraction(row["factor"]), row["canonical"])


_SETS = Path(__file__).parents[1] / "accuracy"
_MARK = re.compile(r"\[\[(.*?)(?:\|[^\]|]*)?\]\]", re.S)


def _reports() -> list[str]:
    paths = [path for name in ("dev", "blind") for path in sorted((_SETS / name).glob("*.txt"))]
    return ["".join(_MARK.sub(r"\1", path.read_text(encoding="utf-8")).split()) for path in paths]


_FIGURE = re.compile(r"[0-9](?![0-9]*年)[^0-9]*$")


def test_examples_are_our_own_sentences() -> None:
    """A heading or a saying may stand in a report as well; a figure with its words may not."""
    sentences = [row["example"] for rows in (SUBJECTS, WORDS, CLASSES, NOTFACT, BOUNDS, PATTERNS) for row in rows]
    sentences += [row[column] for row in read_rows("lexicon/rules.csv") for column in ("accepted", "counter")]
    plain = ["".join(sentence.split()).strip("。¶") for sentence in sentences]
    mine = [sentence for sentence in plain if len(sentence) > 12 or (len(sentence) >= 8 and _FIGURE.search(sentence))]
    reports = _reports()
    assert [sentence for sentence in mine if any(sentence in report for report in reports)] == []


_NAMED = re.compile(r"[一-龥]{2,}(?:有限公司|集团公司|股份公司)|(?<=[，。；、在到])[一-龥]{2}村(?=[，。；、的])")
_GENERIC = frozenset({"上市公司", "物业公司"})


def test_no_row_names_a_company_or_a_village_of_a_report() -> None:
    """Rows are knowledge of the language, not of the reports that were read while they were written."""
    named = {name for report in _reports() for name in _NAMED.findall(report)} - _GENERIC
    words = {word for rows in (SUBJECTS, CLASSES, WORDS) for row in rows for word in row["words"].split("|") if len(word) > 2}
    kinds = {word for word in words & named if word.endswith("村")}
    assert (words & named) - kinds == set()


@pytest.mark.parametrize("row", **_by(PATTERNS, "id"))
def test_pattern_is_found_in_its_example(row) -> None:
    assert pattern(row["id"]).search(normalise(row["example"]))


def test_codes_of_a_trait_are_indicators() -> None:
    for row in read_rows("lexicon/code_traits.csv", required=("trait", "codes", "note")):
        codes = row["codes"].split("|")
        assert _twice(codes) == []
        assert {code for code in codes if code} <= set(load_indicators()), row["trait"]
