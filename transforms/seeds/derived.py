"""What is derived from cells, and which words make a target a superior's task.

In: seeds/derived.csv, seeds/target_kinds.csv. Out: `DeriveRule` per kind and indicator; `TargetCue`s.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.seeds.files import SeedError, read_rows

DERIVED_KINDS = ("per_head", "per_mu")
TARGET_KINDS = ("task", "own")


@dataclass(frozen=True, slots=True)
class DeriveRule:
    """`indicator` over `denominator`, in `unit`."""

    kind: str
    indicator: str
    denominator: str
    unit: str


@dataclass(frozen=True, slots=True)
class TargetCue:
    """A word that says whose target it is."""

    cue: str
    kind: str


@cache
def load_derive_rules(overlay: Path | None = None) -> tuple[DeriveRule, ...]:
    """All rules, one per indicator. Raises SeedError for an unknown kind or a unit that is no rate."""
    rules = []
    for row in read_rows("derived.csv", overlay, ("kind", "indicator", "denominator", "unit")):
        if row["kind"] not in DERIVED_KINDS or "/" not in row["unit"]:
            raise SeedError(f"derived.csv: {row}: kind 应为 {DERIVED_KINDS}，unit 应为 甲/乙 · kind must be one of these, unit a rate")
        rules += [DeriveRule(row["kind"], code, row["denominator"], row["unit"]) for code in filter(None, row["indicator"].split("|"))]
    return tuple(rules)


@cache
def load_target_cues(overlay: Path | None = None) -> tuple[TargetCue, ...]:
    """All cues. Raises SeedError for an unknown kind."""
    rows = read_rows("target_kinds.csv", overlay, ("cue", "kind"))
    for row in rows:
        if row["kind"] not in TARGET_KINDS or not row["cue"]:
            raise SeedError(f"target_kinds.csv: {row}: kind 应为 · must be one of {TARGET_KINDS}")
    return tuple(TargetCue(row["cue"], row["kind"]) for row in rows)
