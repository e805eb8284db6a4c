"""Corrections applied to claims on their way to observations.

In: claims with their report, corrections. Out: which claim is changed how, and a record of each correction's outcome: applied ·
guard_failed · no_match · inactive. The two failures hold the cells they speak of (`frames.held_by_corrections`).

What was read is not touched: the corrected claim exists in core alone, and its cell says `correction:<id>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from transforms.core.conversion import round_once
from transforms.model import Claim
from transforms.seeds.corrections import Correction

HELD_CHECK = "correction"
"""The name under which a failed correction holds its rows from the cells."""
Key = tuple[str, str]
"""claim_id and report_id."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim with what a correction's match needs to know of its report."""

    claim: Claim
    report_id: str
    township_id: str
    year: int
    kind: str

    @property
    def key(self) -> Key:
        """claim_id and report_id."""
        return self.claim.claim_id, self.report_id


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one correction."""

    correction: Correction
    outcome: str
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All corrections against all claims: `changes` by claim, one outcome each."""

    changes: Mapping[Key, tuple[Correction, ...]]
    outcomes: tuple[Outcome, ...]


def plan_corrections(claims: Iterable[Placed], corrections: Sequence[Correction]) -> Plan:
    """Match every correction and see whether its guard holds."""
    by_report: dict[tuple[str, int], list[Placed]] = {}
    wanted = {(one.township_id, one.year) for one in corrections}
    for placed in claims:
        if (placed.township_id, placed.year) in wanted:
            by_report.setdefault((placed.township_id, placed.year), []).append(placed)
    changes: dict[Key, tuple[Correction, ...]] = {}
    outcomes = []
    for correction in corrections:
        near = by_report.get((correction.township_id, correction.year), [])
        outcome = judge(correction, near)
        outcomes.append(outcome)
        if outcome.outcome == "applied" and outcome.key is not None:
            changes[outcome.key] = (*changes.get(outcome.key, ()), correction)
    return Plan(changes, tuple(outcomes))


def judge(correction: Correction, near: Sequence[Placed]) -> Outcome:
    """Does the correction find its claim among those of its report, and does its guard hold?"""
    if not correction.active:
        return Outcome(correction, "inactive")
    fitting = sorted((placed for placed in near if _fits(correction, placed)), key=lambda placed: (placed.report_id, placed.claim.start))
    if len(fitting) < correction.occurrence:
        return Outcome(correction, "no_match")
    found = fitting[correction.occurrence - 1]
    if any(not _equals(found.claim, name, value) for name, value in correction.expect):
        return Outcome(correction, "guard_failed", found.key)
    return Outcome(correction, "applied", found.key)


def _fits(correction: Correction, placed: Placed) -> bool:
    claim = placed.claim
    return (
        claim.quote == correction.quote
        and correction.kind in ("", placed.kind)
        and (correction.action == "add" or correction.indicator in ("", claim.indicator))
        and (correction.action != "add" or claim.indicator is None)
    )


def _equals(claim: Claim, field: str, value: str) -> bool:
    stated = getattr(claim, field)
    if isinstance(stated, Decimal):
        return stated == Decimal(value)
    return str(stated if stated is not None else "") == value


def apply_change(claim: Claim, correction: Correction) -> Claim:
    """The claim as the correction has it. drop and flag change nothing here: they speak through `excluded` and `reasons`."""
    if correction.action == "scale":
        factor = Fraction(correction.value)
        high = None if claim.value_high is None else round_once(Fraction(claim.value_high) * factor)
        return claim._replace(value=round_once(Fraction(claim.value) * factor), value_high=high)
    if correction.action in ("override", "add"):
        change: dict[str, Any] = {correction.field: _typed(correction.field, correction.value)}
        return claim._replace(**change)
    return claim


def _typed(field: str, value: str) -> Decimal | date | str:
    if field in ("value", "value_high"):
        return Decimal(value)
    return date.fromisoformat(value) if field in ("period_start", "period_end") else value
