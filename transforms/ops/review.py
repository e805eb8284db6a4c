"""The steward's queue: what is worth deciding, most worth first, with ranked suggestions.

In: unmapped subjects, failing rows of figures, quarantined documents, rejected numbers that look like facts; indicators and units.
Out: `ReviewItem`s ordered by worth = frequency × spread × surprise.

Example:
    queue = order_queue([*subject_items(subjects, indicators, units), *figure_items(failing), *place_items(quarantine)])
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

from transforms.seeds.indicators import Indicator
from transforms.seeds.units import Unit

BEST = 3
"""Suggestions per item."""
LEAST_SCORE = 0.18
"""Below it a suggestion is noise."""
COUNTED = ("count", "event", "head", "household", "person", "tree", "visits", "dose")
"""Dimensions of things that are counted: close to each other."""
KINDS = {
    "subject": "认不出指标的词语",
    "claim": "可疑的数字",
    "contradiction": "相互矛盾的数字",
    "place": "归属不明的文档",
    "missed": "可能漏读的数字",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One possible answer with how well it fits, 0..1."""

    value: str
    score: float


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One row of ops.review_item."""

    item_id: str
    kind: str
    subject: str
    question_zh: str
    suggestions: str
    worth: float
    frequency: int
    spread: int
    surprise: float
    township_id: str | None = None
    year: int | None = None
    report_id: str | None = None
    claim_id: str | None = None
    unit: str | None = None
    quote: str | None = None
    check_id: str | None = None
    sentence: str | None = None
    state: str = "open"


def item_id(kind: str, *key: str) -> str:
    """A stable id: the same question has the same one every night."""
    return sha256("\x1f".join((kind, *key)).encode()).hexdigest()[:12]


@lru_cache(maxsize=20_000)
def bigrams(text: str) -> Counter[str]:
    """Pairs of neighbouring characters, and single ones where there is no pair."""
    return Counter(text[i : i + 2] for i in range(max(len(text) - 1, 1))) if text else Counter()


def likeness(one: str, other: str) -> float:
    """Dice coefficient of two texts' bigrams, 0..1."""
    a, b = bigrams(one), bigrams(other)
    if a.keys().isdisjoint(b):
        return 0.0
    return 2 * (a & b).total() / (a.total() + b.total())


def unit_fit(stated: str, indicator: Indicator, units: Mapping[str, Unit]) -> float:
    """1 where the units are of one dimension, 0.7 where both count things, 0.3 otherwise."""
    mine, wanted = units.get(stated), units.get(indicator.unit)
    if stated == indicator.unit or stated in indicator.count_units or (mine and wanted and mine.dimension == wanted.dimension):
        return 1.0
    if mine and wanted and mine.dimension in COUNTED and wanted.dimension in COUNTED:
        return 0.7
    return 0.3


@cache
def _names(indicator: Indicator) -> tuple[str, ...]:
    return (indicator.name_zh, *indicator.aliases)


def suggest_indicators(subject: str, unit: str, indicators: Iterable[Indicator], units: Mapping[str, Unit]) -> tuple[Suggestion, ...]:
    """The indicators a subject may mean, best first: likeness of the words times fit of the unit."""
    scored = []
    for one in indicators:
        best = max(likeness(subject, name) + (0.25 if name in subject or subject in name else 0.0) for name in _names(one))
        scored.append(Suggestion(one.code, round(min(best, 1.0) * unit_fit(unit, one, units), 3)))
    scored.sort(key=lambda suggestion: (-suggestion.score, suggestion.value))
    return tuple(one for one in scored[:BEST] if one.score >= LEAST_SCORE)


def subject_items(rows: Iterable[Mapping[str, Any]], indicators: Mapping[str, Indicator], units: Mapping[str, Unit]) -> list[ReviewItem]:
    """Unmapped subjects. Rows: subject, unit, frequency, spread, and an example (sentence, quote, ids, year)."""
    items = []
    for row in rows:
        found = suggest_indicators(row["subject"], row["unit"], indicators.values(), units)
        surprise = round(0.5 + (found[0].score if found else 0.0), 3)
        items.append(
            ReviewItem(
                item_id=item_id("subject", row["subject"], row["unit"]),
                kind="subject",
                subject=row["subject"],
                question_zh=f"“{row['subject']}”（{row['unit'] or '无单位'}）是哪个指标？",
                suggestions=";".join(one.value for one in found),
                worth=round(row["frequency"] * row["spread"] * surprise, 3),
                frequency=row["frequency"],
                spread=row["spread"],
                surprise=surprise,
                unit=row["unit"],
                **_example(row),
            )
        )
    return items


def _example(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in ("township_id", "year", "report_id", "claim_id", "quote", "sentence")}


def suggest_scale(detail: str) -> str:
    """The correction that a likely slip of a power of ten calls for: 疑似单位差1万倍（偏大） → scale=1/10000."""
    found = re.search(r"差(\d+)(万|亿)?倍（偏(大|小)）", detail or "")
    if not found:
        return ""
    factor = int(found[1]) * {"万": 10**4, "亿": 10**8}.get(found[2], 1)
    return f"scale=1/{factor}" if found[3] == "大" else f"scale={factor}"


CONTRADICTIONS = ("growth_agrees", "no_conflict", "restatement_small", "parts_within_total")
"""Checks whose rows set two figures against each other."""


def figure_items(rows: Iterable[Mapping[str, Any]], questions: Mapping[str, str]) -> list[ReviewItem]:
    """Figures that a check doubts. Rows of ops.failing_row that have a claim, with quote and unit; one item per claim, all its checks."""
    by_claim: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_claim.setdefault(row["claim_id"], []).append(row)
    items = []
    for claim_id, own in by_claim.items():
        first = own[0]
        scales = list(dict.fromkeys(filter(None, (suggest_scale(row.get("detail") or "") for row in own))))
        kind = "contradiction" if any(row["check_id"] in CONTRADICTIONS for row in own) else "claim"
        surprise = float(5 * len(own)) * (2.0 if any(row.get("held") for row in own) else 1.0)
        doubts = "；".join(f"{questions.get(row['check_id'], row['check_id'])}：{row.get('detail') or ''}" for row in own)
        items.append(
            ReviewItem(
                item_id=item_id("figure", claim_id, *sorted(row["check_id"] for row in own)),
                kind=kind,
                subject=first.get("quote") or claim_id,
                question_zh=f"这个数对吗？未做到：{doubts}",
                suggestions=";".join(scales),
                worth=surprise,
                frequency=1,
                spread=1,
                surprise=surprise,
                unit=first.get("unit"),
                check_id=";".join(sorted(row["check_id"] for row in own)),
                **_example(first),
            )
        )
    return items


def place_items(rows: Iterable[Mapping[str, Any]]) -> list[ReviewItem]:
    """Documents nobody could place: open rows of raw.quarantine about identity, with their candidates."""
    return [
        ReviewItem(
            item_id=item_id("place", row["sha256"]),
            kind="place",
            subject=row["file_name"],
            question_zh=f"这份文档是哪个乡镇的？{row['hint']}",
            suggestions=row.get("candidates") or "",
            worth=50.0,
            frequency=1,
            spread=1,
            surprise=50.0,
            quote=row.get("written"),
        )
        for row in rows
    ]


def missed_items(rows: Iterable[Mapping[str, Any]]) -> list[ReviewItem]:
    """Rejected numbers that look like facts. Rows: quote, outcome, rule, cue, report_id, township_id, year, sentence, frequency, spread."""
    return [
        ReviewItem(
            item_id=item_id("missed", row["report_id"], str(row["start"]), row["quote"]),
            kind="missed",
            subject=row["quote"],
            question_zh=f"“{row['quote']}”被当作 {row['outcome']}（{row['rule']}）排除，是漏读吗？",
            suggestions="",
            worth=1.0,
            frequency=1,
            spread=1,
            surprise=1.0,
            **_example(row),
        )
        for row in rows
    ]


def order_queue(items: Iterable[ReviewItem], decided: Sequence[str] = ()) -> tuple[ReviewItem, ...]:
    """The queue, most worth first; items in `decided` are left out."""
    settled = set(decided)
    return tuple(sorted((one for one in items if one.item_id not in settled), key=lambda one: (-one.worth, one.kind, one.item_id)))
