"""The nouns of Xianzhi: what the layers hand to each other.

In: nothing. Out: frozen dataclasses, named tuples for mentions and claims, of which there are millions, and closed vocabularies. Words
are those of docs/design.md; one word means one thing from folder to table to page. Offsets are half-open and count characters of the
document's text, `text[start:end] == quote` always.

Example:
    >>> Span(3, 5).of("土地流转3000亩")
    '转3'
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Bound(StrEnum):
    """How a stated value bounds the true one."""

    EXACT = "="
    AT_LEAST = ">="
    AT_MOST = "<="
    ABOUT = "~"


class Measure(StrEnum):
    """What kind of statement about the indicator a number makes (docs/design.md, "What a claim says")."""

    LEVEL = "level"
    YOY = "yoy"
    GROWTH = "growth"
    DELTA = "delta"
    SHARE = "share"
    COMPLETION = "completion"
    RANK = "rank"


class Status(StrEnum):
    """How real the number is."""

    ACTUAL = "actual"
    ESTIMATE = "estimate"
    TARGET = "target"
    PLANNED = "planned"


class PlaceKind(StrEnum):
    """Whose report it is: a township's, or the county's own."""

    TOWNSHIP = "township"
    COUNTY = "county"


class Scope(StrEnum):
    """Whose number it is. In a county's own report its own numbers are `county`, a named township's are `township`."""

    TOWNSHIP = "township"
    COUNTY = "county"
    VILLAGE = "village"
    ENTERPRISE = "enterprise_or_project"
    HIGHER = "higher"
    OTHER = "other"


class ItemKind(StrEnum):
    """What an item is to its indicator."""

    NONE = "none"
    PART = "part"
    VARIANT = "variant"
    ENTITY = "entity"
    BATCH = "batch"


class Verdict(StrEnum):
    """May this cell, or this pair of cells, be compared?"""

    COMPARABLE = "comparable"
    WITH_CAVEAT = "with_caveat"
    NOT_COMPARABLE = "not_comparable"


class MissingReason(StrEnum):
    """Why an expected cell is blank."""

    REPORT_MISSING = "report_missing"
    NOT_IN_REPORT = "not_in_report"
    QUARANTINED = "quarantined"
    EXTRACTION_FAILED = "extraction_failed"
    PLACE_NOT_ALIVE = "place_not_alive"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of a document's text, in characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters the span covers in `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes as received. `sha256` is the key; bytes live in the archive and are never edited."""

    sha256: str
    file_name: str
    media_type: str
    received_at: str
    """UTC, ISO 8601."""
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Township:
    """A township-level place with a stable id. `code` and `name` are attributes that hold from `valid_from` to `valid_to`."""

    township_id: str
    code: str
    name: str
    county_code: str
    county: str
    city: str = ""
    province: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class County:
    """A county-level place as the register has it; prefecture cities without counties (东莞市) stand for their own."""

    code: str
    name: str
    city: str
    province: str

    @property
    def label(self) -> str:
        """Province, city and name, what repeats left out."""
        return "".join(dict.fromkeys(part for part in (self.province, self.city, self.name) if part))


@dataclass(frozen=True, slots=True)
class PlaceEvidence:
    """Why a document is taken to be about a place: where the name stood and what it read."""

    source: str
    """workspace · url · header · title · signature · file_name · body"""
    quote: str
    weight: float


@dataclass(frozen=True, slots=True)
class PlaceResolution:
    """Outcome of looking for a document's place. `township` or `county` only where exactly one candidate is left; nothing is guessed."""

    outcome: str
    """resolved · ambiguous · unknown"""
    name_as_written: str | None
    township: Township | None
    candidates: tuple[Township, ...] = ()
    evidence: tuple[PlaceEvidence, ...] = ()
    confidence: float = 0.0
    """0..1 where resolved: how much the kind of evidence that decided is worth; 0 while open."""
    kind: str = PlaceKind.TOWNSHIP
    """Whose report it says it is: `county` for one of a county's government (or, unknown to us, of a city's or a province's)."""
    counties: tuple[County, ...] = ()
    """Of a county's own report: the counties of that name."""

    @property
    def county(self) -> County | None:
        """The county whose own report it is; None for a township's report and while the place is open."""
        return self.counties[0] if self.outcome == "resolved" and self.kind == PlaceKind.COUNTY else None

    @property
    def named(self) -> tuple[str, ...]:
        """The candidates for people: code and full name."""
        return (
            *(f"{one.code} {one.province}{one.city}{one.county}{one.name}" for one in self.candidates),
            *(f"{one.code} {one.label}" for one in self.counties),
        )


@dataclass(frozen=True, slots=True)
class ReportYear:
    """Which year a report is about, and the rule that said so (docs/design.md, "Which year a report is about")."""

    year: int
    year_kind: str
    """reviewed · planned"""
    kind: str
    """annual · half_year · plan · five_year · thematic"""
    rule: str
    """review_heading · plan_heading · claim_years · delivery_date · title · file_name"""
    report_date: date | None = None
    disagreement: str = ""
    """Other rules that say another year, for the steward; empty when all agree."""
    session: str = ""
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A document with identity."""

    report_id: str
    sha256: str
    township: Township
    year: ReportYear
    media_type: str = "text/plain"
    superseded_by: str | None = None


class Mention(NamedTuple):
    """One number in the text. `outcome` is "claim" or the reason code why it is none; `rule` names the row or rule that decided."""

    start: int
    end: int
    quote: str
    outcome: str
    rule: str
    cue: str = ""
    """The neighbouring words that decided, for --explain."""


class Claim(NamedTuple):
    """What the text says of one number, uncorrected. Fields: docs/design.md, "What a claim says".

    `value` is in the stated `unit` with 十/百/千/万/亿 multiplied out. `period_cue` keeps the kind of words that gave the period, because
    core treats them apart: default · year · year_to_date (今年以来) · to_date (截至目前) · cumulative (累计, 历年, without a start) ·
    part_year · span.
    """

    claim_id: str
    start: int
    end: int
    quote: str
    sentence: str
    sentence_start: int
    value: Decimal
    value_high: Decimal | None
    unit: str
    bound: str
    measure: str
    status: str
    period_start: date
    period_end: date
    period_cue: str
    indicator: str | None
    variant: str | None
    item: str | None
    item_kind: str
    scope: str
    subject: str
    """The words the number was attached to."""
    margin: float
    """How clearly the indicator won over the next one, 0..1; low ones go to the review queue."""
    rules: tuple[str, ...] = ()
    """`field:rule_id` for every field that a rule decided, for --explain."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one text: every number exactly once in `mentions`; `claims` for those that are facts."""

    year: ReportYear
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """A claim in canonical unit for a place and a period, after corrections. `value` is rounded half-even once to 9 decimals."""

    claim_id: str
    report_id: str
    indicator: str
    variant: str | None
    item: str | None
    item_kind: str
    scope: str
    township_id: str
    year: int | None
    """None for spans longer than a year."""
    value: Decimal
    value_high: Decimal | None
    unit: str
    bound: str
    measure: str
    status: str
    period_start: date
    period_end: date
    period_cue: str
    as_of: date | None
    correction_id: str | None = None
    value_stated: Decimal | None = None
    unit_stated: str = ""
    rounding: Decimal | None = None
    """Half a unit of the last stated digit, in `unit`: 5.2亿元 → 5,000,000 元."""
    low: Decimal | None = None
    """Least true value the bound allows; None = no limit. An exact value is its own interval."""
    high: Decimal | None = None
    reading: str = "flow"
    """flow · stock: how the indicator's row reads periods."""
    period_class: str = "whole"
    """whole · year_to_date · part · stock · span."""
    excluded: str | None = None
    """Why it can fill no cell (measure, status, scope, item, cell_rule, unit, span, cumulative …); None where it can."""
    reasons: tuple[str, ...] = ()
    """Cell reasons it would bring along: period, as_of, bound, status, variant, source, correction."""
    item_listed: bool = True
    """False where the item is not in the indicator's list: kept verbatim, never ranked."""
    text_start: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An observation that could fill a cell, with the outcome of the choice."""

    cell_id: str
    claim_id: str
    won: bool
    reason: str
    """Why it lost, or what decided for it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """indicator × variant × item × township × year: either a winner or a missing reason, never both or neither."""

    cell_id: str
    indicator: str
    variant: str | None
    item: str | None
    township_id: str
    year: int
    claim_id: str | None
    value: Decimal | None
    value_high: Decimal | None
    unit: str
    bound: str | None
    status: str | None
    period_start: date | None
    period_end: date | None
    as_of: date | None
    verdict: str | None
    reasons: tuple[str, ...]
    missing_reason: str | None
