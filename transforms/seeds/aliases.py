"""A county's subjects: which indicator the words mean that the reader does not know.

In: seeds/aliases.csv of the product (empty) and of a workspace. Out: `SubjectAlias` rows that are active.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from transforms.seeds.files import SeedError, read_rows

FILE = "aliases.csv"
COLUMNS = ("subject", "unit", "indicator", "variant", "decision_id", "who", "date", "reason", "status")


@dataclass(frozen=True, slots=True)
class SubjectAlias:
    """One decision: these words (in this unit, "" = any) mean this indicator ("" = none of ours)."""

    subject: str
    unit: str
    indicator: str
    variant: str
    decision_id: str


def load_subject_aliases(overlay: Path | None = None) -> tuple[SubjectAlias, ...]:
    """Active rows. Raises SeedError for a status that is none, or two active rows for the same words and unit."""
    found: dict[tuple[str, str], SubjectAlias] = {}
    for row in read_rows(FILE, overlay, COLUMNS):
        if row["status"] not in ("active", "inactive"):
            raise SeedError(f"{FILE}: {row['subject']}: status 应为 active 或 inactive · must be active or inactive")
        if row["status"] == "inactive":
            continue
        key = (row["subject"], row["unit"])
        if key in found:
            raise SeedError(f"{FILE}: {row['subject']} {row['unit']}: 有两条有效的决定 · two active rows; undo one: xianzhi review undo")
        found[key] = SubjectAlias(row["subject"], row["unit"], row["indicator"], row["variant"], row["decision_id"])
    return tuple(found.values())
