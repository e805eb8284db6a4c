"""Spec cases of the reader: load them, read them, say what differs.

In: cases/<phenomenon>.json (see cases/README.md for the fields). Out: `Case` records, and for each a list of differences between what the
case demands and what the reader said; an empty list means right. Differences are sentences for people.
"""

from __future__ import annotations

import calendar
import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from transforms.model import Claim, Reading, ReportYear
from transforms.read.reader import read_text
from transforms.seeds.files import read_rows

CASES = Path(__file__).parent / "cases"
ANY = "*"
"""In a field of a case: two clerks may differ, nothing is demanded."""
KNOWN_FAILURES = CASES / "known_failures.txt"


@dataclass(frozen=True)
class Case:
    """One case: a little report and what a clerk reads in it."""

    id: str
    phenomenon: str
    text: str
    """The whole text as the reader gets it, heading included."""
    lead: int
    """Length of the heading with its line end."""
    year: ReportYear
    facts: tuple[dict, ...]
    """Each with `start` and `end` filled in."""
    rejected: tuple[dict, ...]


def load_cases(phenomenon: str = "") -> list[Case]:
    """All cases, or those of one phenomenon, in the order of files."""
    paths = sorted(CASES.glob(f"{phenomenon or '*'}.json"))
    return [_case(raw) for path in paths for raw in json.loads(path.read_text(encoding="utf-8"))["cases"]]


def known_failures(test: str = "") -> set[str]:
    """What is not read yet: ids of cases, or with `test` the names of that test's rows (`properties/vague`)."""
    if not KNOWN_FAILURES.exists():
        return set()
    lines = {line.split("#")[0].strip() for line in KNOWN_FAILURES.read_text(encoding="utf-8").splitlines()} - {""}
    if test:
        return {line.removeprefix(f"{test}/") for line in lines if line.startswith(f"{test}/")}
    return {line for line in lines if "/" not in line}


def _case(raw: dict) -> Case:
    head = raw["heading"] + "\n" if "heading" in raw else ""
    return Case(
        id=raw["id"],
        phenomenon=raw["phenomenon"],
        text=head + raw["text"],
        lead=len(head),
        year=_year(raw),
        facts=_located(raw["facts"], raw["text"], len(head)),
        rejected=_located(raw.get("rejected", []), raw["text"], len(head)),
    )


def _year(raw: dict) -> ReportYear:
    when = raw.get("report_date")
    return ReportYear(
        raw["year"], raw.get("year_kind", "reviewed"), raw.get("kind", "annual"), "title", date.fromisoformat(when) if when else None
    )


def _located(marks: list[dict], text: str, shift: int) -> tuple[dict, ...]:
    """Surfaces stand in the order of the text; `at` gives the offset where the first find would be the wrong one."""
    found, cursor = [], 0
    for mark in marks:
        start = mark["at"] if "at" in mark else text.find(mark["surface"], cursor)
        if start < 0 or not text.startswith(mark["surface"], start):
            raise ValueError(f"「{mark['surface']}」 is not in the case's text {text!r}")
        cursor = start + len(mark["surface"])
        found.append({**mark, "start": start + shift, "end": cursor + shift})
    return tuple(found)


def differences(case: Case) -> list[str]:
    """What the reader said otherwise than the case demands."""
    reading = read_text(case.text, year=case.year)
    found: list[str] = []
    free = list(reading.claims)
    for fact in case.facts:
        claim = _best(fact, free)
        if claim is None:
            found += [] if fact.get("neutral") else [f"missed {fact['surface']} {_why_not(fact, reading)}"]
            continue
        if not fact.get("neutral"):
            free.remove(claim)
            found += [f"{fact['surface']}: {what}" for what in _unlike(fact, claim, case.year.year)]
    marked = [(fact["start"], fact["end"]) for fact in case.facts if fact.get("neutral")]
    found += [f"false {claim.quote} [{claim.indicator}]" for claim in free if not any(_overlap(claim, *span) for span in marked)]
    return found + [what for mark in case.rejected for what in _rejection(mark, reading)]


def _overlap(thing: Claim, start: int, end: int) -> int:
    return max(0, min(thing.end, end) - max(thing.start, start))


def _best(fact: dict, claims: list[Claim]) -> Claim | None:
    near = [claim for claim in claims if _overlap(claim, fact["start"], fact["end"])]
    return max(near, key=lambda claim: (_same_quantity(fact, claim), _overlap(claim, fact["start"], fact["end"])), default=None)


def _why_not(fact: dict, reading: Reading) -> str:
    over = [m for m in reading.mentions if m.start < fact["end"] and m.end > fact["start"]]
    return "; ".join(f"({m.quote}: {m.outcome} by {m.rule})" for m in over)


def _rejection(mark: dict, reading: Reading) -> list[str]:
    over = [m for m in reading.mentions if m.start < mark["end"] and m.end > mark["start"]]
    if not over:
        return [f"unaccounted {mark['surface']}"]
    allowed = mark["reason"].split("|")
    wrong = [m for m in over if m.outcome == "claim" or ("any" not in allowed and m.outcome not in allowed)]
    return [f"{mark['surface']}: {m.quote} is {m.outcome}, want {mark['reason']}" for m in wrong]


_UNITS = {row["unit"]: (row["dimension"], Fraction(row["factor"])) for row in read_rows("units.csv")}


def _quantity(value: Decimal, unit: str) -> tuple[str, Fraction]:
    """Units of one measuring dimension compare by size; count words are units of their own."""
    dimension, factor = _UNITS.get(unit, ("count", Fraction(1)))
    if dimension in {"count", "person", "head", "tree"}:
        return unit, Fraction(value)
    return dimension, Fraction(value) * factor


def _same_quantity(fact: dict, claim: Claim) -> bool:
    if "value" not in fact:
        return False
    if _quantity(Decimal(fact["value"]), fact["unit"]) != _quantity(claim.value, claim.unit):
        return False
    high = fact.get("value_high")
    if high is None or claim.value_high is None:
        return high is None and claim.value_high is None
    return _quantity(Decimal(high), fact["unit"]) == _quantity(claim.value_high, claim.unit)


def _unlike(fact: dict, claim: Claim, year: int) -> list[str]:
    wanted = {
        "bound": fact.get("bound", "="),
        "measure": fact.get("measure", "level"),
        "status": fact.get("status", "actual"),
        "indicator": fact.get("indicator"),
        "scope": fact.get("scope", "township"),
    }
    said = {name: getattr(claim, name) for name in wanted}
    code = fact.get("indicator")
    if fact.get("period") != ANY:
        wanted["period"] = period_bounds(fact.get("period", str(year)))
        said["period"] = (claim.period_start, claim.period_end)
    if code and ANY not in (code, fact.get("item")):
        wanted["item"], said["item"] = bool(fact.get("item")), bool(claim.item)
    unlike = [] if _same_quantity(fact, claim) else [f"{_shown(fact)} read as {claim.value}..{claim.value_high or ''} {claim.unit}"]
    return unlike + [f"{name} {_word(said[name])}, want {_word(wanted[name])}" for name in wanted if wanted[name] not in (ANY, said[name])]


def _shown(fact: dict) -> str:
    return f"{fact.get('value')}..{fact.get('value_high', '')} {fact['unit']}"


def _word(value: object) -> str:
    return "–".join(str(part) for part in value) if isinstance(value, tuple) else str(value)


_PERIOD = re.compile(r"(?P<year>\d{4})(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")


def period_bounds(period: str) -> tuple[date, date]:
    """`2022` · `2022H1` · `2022Q3` · `2022-03` · `2022-03-05` · `2017/2021` to first and last day. Raises ValueError."""
    first, _, last = period.partition("/")
    return _stretch(first)[0], _stretch(last or first)[1]


def _stretch(part: str) -> tuple[date, date]:
    found = _PERIOD.fullmatch(part)
    if found is None:
        raise ValueError(f"bad period {part!r}")
    year = int(found["year"])
    if found["day"]:
        day = date(year, int(found["month"]), int(found["day"]))
        return day, day
    low, high = 1, 12
    if found["half"]:
        low, high = 6 * int(found["half"]) - 5, 6 * int(found["half"])
    elif found["quarter"]:
        low, high = 3 * int(found["quarter"]) - 2, 3 * int(found["quarter"])
    elif found["month"]:
        low = high = int(found["month"])
    return date(year, low, 1), date(year, high, calendar.monthrange(year, high)[1])
