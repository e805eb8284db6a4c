"""Nothing dropped, nothing twice: every digit and every numeral character of a text lies in exactly one mention.

This file's own scan knows nothing of the reader: runs of digits (half and full width) and of the numeral characters. Texts: the
development reports, the sample county's reports, the cases, and the real report where it is at hand.
"""

import json
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from case_check import known_failures

from transforms.model import Reading, ReportYear
from transforms.raw.decode import decode_text
from transforms.read.reader import read_text

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
RUN = re.compile(r"[0-9０-９]+|[零〇一二两三四五六七八九十百千万亿几数半]+")
MARK = re.compile(r"\[\[([^|\]]+)(?:\|[^\]]*)?\]\]")
DEVELOPMENT = sorted((ROOT / "tests" / "accuracy" / "dev").glob("*.txt"))
SAMPLE = sorted((ROOT / "seeds" / "reports").rglob("*.txt"))
REAL = ROOT.parent / "shared" / "reports" / "yangji-2022.txt"
CASES = sorted((HERE.parent / "cases").glob("*.json"))
YEAR = ReportYear(2021, "reviewed", "annual", "title")
EDGES = (
    "",
    "。",
    "一",
    "9" * 400,
    "亿" * 400,
    "（" * 400,
    "１２，３４５．６７％",
    "3\n5",
    "3 5",
    "百分之",
    "第",
    "十分之",
    "-",
    "2—",
    "约",
    "万元",
)


def _annotated(path: Path) -> str:
    """An annotated report without its head and its marks."""
    _, _, body = path.read_text(encoding="utf-8").partition("----\n")
    return MARK.sub(r"\1", body)


def _texts() -> list[tuple[str, str]]:
    found = [(path.name, _annotated(path)) for path in DEVELOPMENT]
    found += [(path.name, decode_text(path.read_bytes()).text) for path in SAMPLE]
    for path in CASES:
        found.append((path.name, "\n".join(case["text"] for case in json.loads(path.read_text(encoding="utf-8"))["cases"])))
    return found + [(f"edge {text[:6]!r}", text) for text in EDGES]


TEXTS = _texts()
EACH_TEXT = pytest.mark.parametrize("text", [text for _, text in TEXTS], ids=[name for name, _ in TEXTS])


@cache
def _read(text: str) -> Reading:
    return read_text(text, year=YEAR)


def _complaints(text: str) -> list[str]:
    """Numeral characters that lie in no mention or in more than one."""
    covered = Counter(at for mention in _read(text).mentions for at in range(mention.start, mention.end))
    runs = [(run, [at for at in range(run.start(), run.end()) if covered[at] != 1]) for run in RUN.finditer(text)]
    return [f"{run[0]} at {run.start()}: …{text[max(0, run.start() - 12) : run.end() + 8]}…" for run, bad in runs if bad]


@EACH_TEXT
def test_every_numeral_lies_in_exactly_one_mention(text: str) -> None:
    assert _complaints(text) == []


def _late(name: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason="known_failures.txt")] if name in known_failures("sentences") else []


@EACH_TEXT
def test_quotes_are_the_text(text: str) -> None:
    reading = _read(text)
    for thing in (*reading.mentions, *reading.claims):
        assert 0 <= thing.start < thing.end <= len(text)
        assert text[thing.start : thing.end] == thing.quote


@pytest.mark.parametrize("text", [pytest.param(text, id=name, marks=_late(name)) for name, text in TEXTS])
def test_sentences_hold_their_quotes(text: str) -> None:
    for claim in _read(text).claims:
        assert claim.quote in claim.sentence
        assert text.find(claim.sentence, claim.sentence_start) >= 0


@EACH_TEXT
def test_mentions_stand_in_order_and_apart(text: str) -> None:
    spans = [(mention.start, mention.end) for mention in _read(text).mentions]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@EACH_TEXT
def test_a_mention_is_a_claim_or_has_a_reason(text: str) -> None:
    reading = _read(text)
    claims = [(claim.start, claim.end) for claim in reading.claims]
    assert claims == [(mention.start, mention.end) for mention in reading.mentions if mention.outcome == "claim"]
    assert len({claim.claim_id for claim in reading.claims}) == len(claims)
    for mention in reading.mentions:
        assert mention.outcome
        assert mention.rule


@EACH_TEXT
def test_claims_keep_to_the_vocabulary(text: str) -> None:
    for claim in _read(text).claims:
        assert claim.period_start <= claim.period_end
        assert claim.value_high is None or claim.value_high > claim.value
        assert claim.bound in {"=", ">=", "<=", "~"}
        assert claim.measure in {"level", "yoy", "growth", "delta", "share", "completion", "rank"}
        assert claim.status in {"actual", "estimate", "target", "planned"}
        assert claim.scope in {"township", "village", "enterprise_or_project", "higher", "other"}
        assert (claim.item is None) or claim.item.strip()


def test_the_development_reports_are_here() -> None:
    assert len(DEVELOPMENT) >= 50
    assert SAMPLE


def test_the_real_report() -> None:
    if not REAL.exists():
        pytest.skip("the real report is not at hand (../shared)")
    text = REAL.read_text(encoding="utf-8")
    test_every_numeral_lies_in_exactly_one_mention(text)
    test_quotes_are_the_text(text)
