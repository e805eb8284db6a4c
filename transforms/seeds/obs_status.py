"""SDMX observation status: which code a cell gets.

In: seeds/obs_status.csv. Out: `StatusRule`s in the order in which they are tried (seeds/README-obs_status.md).

Example:
    >>> load_status_rules()[0].code
    'M'
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.seeds.files import SeedError, read_rows

FILE = "obs_status.csv"
FIELDS = ("missing_reason", "break", "reason", "verdict")


@dataclass(frozen=True, slots=True)
class StatusRule:
    """A cell whose `field` says `word` has the status `code`."""

    field: str
    word: str
    code: str
    name_zh: str
    name_en: str


@cache
def load_status_rules(overlay: Path | None = None) -> tuple[StatusRule, ...]:
    """All rules, the first that fits decides. Raises SeedError for an unknown field, an empty word or a code that is no capital letter."""
    rows = read_rows(FILE, overlay, ("field", "word", "code", "name_zh", "name_en"))
    for row in rows:
        if row["field"] not in FIELDS or not row["word"]:
            raise SeedError(f"{FILE}: {row}: field 应为 · must be one of {FIELDS}")
        if len(row["code"]) != 1 or not row["code"].isupper():
            raise SeedError(f"{FILE}: {row}: code 应为一个大写字母 · must be one capital letter")
    return tuple(StatusRule(row["field"], row["word"], row["code"], row["name_zh"], row["name_en"]) for row in rows)
