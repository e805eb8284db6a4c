"""Every rule of the reader stands in seeds/lexicon/rules.csv, in words, with a sentence where it decides and one where it does not."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from transforms.model import ReportYear
from transforms.read.reader import county_level, read_text
from transforms.read.scope import TOWNSHIP_LEVEL
from transforms.seeds.files import read_rows
from transforms.seeds.rules import load_labels, load_rules, subject_words

ROOT = Path(__file__).parents[2]
YEAR = ReportYear(2023, "reviewed", "annual", "review_heading", date(2024, 1, 9))
RULES = load_rules()
PARTS = ("mention", "measure", "indicator", "subject", "status", "period", "scope")
_LITERAL = re.compile(
    r"\"(?:measure:|subject:(?=measure)|)((?:measure|status|period|scope|word_part|name|no_unit|duration|threshold|class_name|phase|rhetoric|date)\.[a-z_]+"
    r"|subject:(?!measure)[a-z_.]+)\""
)


OF_COUNTIES = {"scope.named_township": county_level("平安县", ("柳塘镇",))}
"""Rules of a county's own report, and how their examples are read."""


@cache
def fired(sentence: str, level=TOWNSHIP_LEVEL) -> frozenset[str]:
    """Ids of all rules that decide in a sentence, as --explain prints them."""
    return _rules_of(sentence.replace("¶", "\n"), level)


def _rules_of(text: str, level=TOWNSHIP_LEVEL) -> frozenset[str]:
    reading = read_text(text, year=YEAR, level=level)
    found = {mention.rule for mention in reading.mentions}
    for claim in reading.claims:
        for entry in claim.rules:
            field, _, rule = entry.partition(":")
            found.add(entry if field == "subject" else rule)
    return frozenset(found)


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_rule_decides_in_its_example_and_not_in_the_other(rule) -> None:
    assert rule.part in PARTS
    assert rule.words.zh and rule.words.en and rule.source
    level = OF_COUNTIES.get(rule.id, TOWNSHIP_LEVEL)
    assert rule.id in fired(rule.accepted, level), rule.accepted
    assert rule.id not in fired(rule.counter, level), rule.counter


_BEGINNINGS = {"status.project"}
"""Not ids: what scope.py looks for at the beginning of a rule's id."""


def _in_code() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "transforms" / "read").glob("*.py"):
        if path.name not in ("explain.py", "page.py"):
            found.update(_LITERAL.findall(path.read_text(encoding="utf-8")))
    return found - _BEGINNINGS


def test_every_rule_of_the_code_has_a_row() -> None:
    found = _in_code()
    assert len(found) > 90
    assert found - set(RULES) == set()


def test_every_row_of_notfact_is_a_rule_with_a_label() -> None:
    for row in read_rows("lexicon/notfact.csv"):
        assert row["id"] in RULES and ("outcome", row["reason"]) in load_labels(), row["id"]


def _reports() -> list[Path]:
    folders = (ROOT / "seeds" / "reports", ROOT / "tests" / "accuracy" / "dev", ROOT / "tests" / "accuracy" / "blind")
    return [path for folder in folders for path in sorted(folder.rglob("*.txt"))]


_MARK = re.compile(r"\[\[(.*?)(?:\|[^\]|]*)?\]\]", re.S)


def test_every_rule_that_decides_in_a_report_is_known() -> None:
    known = set(RULES) | set(subject_words())
    unknown: dict[str, str] = {}
    for path in _reports():
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030", errors="replace")
        for rule in _rules_of(_MARK.sub(r"\1", text)) - known:
            unknown[rule] = path.name
    assert unknown == {}


def test_labels_name_every_outcome_that_a_rule_can_give() -> None:
    assert {field for field, _ in load_labels()} >= {"measure", "status", "scope", "item_kind", "bound", "period_cue", "outcome", "kind"}
    assert all(label.zh and label.en for label in load_labels().values())
