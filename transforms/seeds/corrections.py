"""Corrections: a steward's word against a claim, as a record with its guard.

In: seeds/corrections.csv (a workspace's own file, as a rule). Out: `Correction` rows.
A file that does not parse is an error that stops the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from transforms.seeds.files import SeedError, read_rows

ACTIONS = ("override", "scale", "drop", "add", "flag")
FIELDS = (
    "value", "value_high", "unit", "indicator", "variant", "item", "item_kind", "scope", "status", "measure", "bound",
    "period_start", "period_end", "period_cue",
)  # fmt: skip
COLUMNS = (
    "correction_id", "township_id", "year", "kind", "indicator", "quote", "occurrence", "action", "field", "value", "expect",
    "reason", "who", "date", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """One record. Which claim: township, report year and kind ("" = any), indicator ("" = any), quote, occurrence (from 1)."""

    correction_id: str
    township_id: str
    year: int
    kind: str
    indicator: str
    quote: str
    occurrence: int
    action: str
    field: str
    value: str
    expect: tuple[tuple[str, str], ...]
    reason: str
    who: str
    decided_on: date
    active: bool


def _parse_expect(cell: str) -> tuple[tuple[str, str], ...]:
    pairs = [part.partition("=") for part in filter(None, (p.strip() for p in cell.split(";")))]
    if any(not equals or name not in FIELDS for name, equals, _ in pairs):
        raise ValueError(f"expect 应为 字段=值 · must be field=value: {cell!r}")
    return tuple((name, value) for name, _, value in pairs)


def to_correction(row: dict[str, str]) -> Correction:
    """One row as a Correction. Raises ValueError saying which cell is wrong."""
    action, field = row["action"], row["field"] or ("indicator" if row["action"] == "add" else "value")
    if action not in ACTIONS:
        raise ValueError(f"action 应为 · must be one of {ACTIONS}")
    if field not in FIELDS or (action == "add" and field != "indicator") or (action in ("add", "override", "scale") and not row["value"]):
        raise ValueError(f"field、value 不合 action · field and value do not fit the action {action}")
    if action == "scale" and Fraction(row["value"]) <= 0:
        raise ValueError("scale 的 value 应为正数 · the factor must be positive")
    if row["status"] not in ("active", "inactive") or not (row["correction_id"] and row["quote"] and row["reason"] and row["who"]):
        raise ValueError(
            "须有 correction_id、quote、reason、who，status 为 active 或 inactive · these are needed, status active or inactive"
        )
    return Correction(
        correction_id=row["correction_id"],
        township_id=row["township_id"],
        year=int(row["year"]),
        kind=row["kind"],
        indicator=row["indicator"],
        quote=row["quote"],
        occurrence=int(row["occurrence"] or 1),
        action=action,
        field=field,
        value=row["value"],
        expect=_parse_expect(row["expect"]),
        reason=row["reason"],
        who=row["who"],
        decided_on=date.fromisoformat(row["date"]),
        active=row["status"] == "active",
    )


@cache
def load_corrections(overlay: Path | None = None) -> tuple[Correction, ...]:
    """All corrections in file order. Raises SeedError naming the row that does not parse, or an id that stands twice."""
    found: dict[str, Correction] = {}
    for row in read_rows("corrections.csv", overlay, COLUMNS):
        try:
            one = to_correction(row)
        except (ValueError, ZeroDivisionError) as error:
            raise SeedError(f"corrections.csv: {row['correction_id'] or row}: {error}") from error
        if one.correction_id in found:
            raise SeedError(f"corrections.csv: {one.correction_id}: 编号重复 · this id stands twice")
        found[one.correction_id] = one
    return tuple(found.values())
