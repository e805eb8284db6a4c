"""Series breaks: years across which an indicator's figures do not continue, each with its source.

In: seeds/breaks.csv. Out: `Break` rows, one per indicator.

Example:
    >>> [b.break_id for b in load_breaks() if b.indicator == "rural_net_income"]
    ['net_income_end_2013']
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.seeds.files import SeedError, read_rows

KINDS = ("definition", "threshold", "census", "tax", "survey", "name")
EFFECTS = ("not_comparable", "with_caveat")
COLUMNS = ("break_id", "indicator", "variant", "from_year", "kind", "effect", "text_zh", "text_en", "source")


@dataclass(frozen=True, slots=True)
class Break:
    """The series of `indicator` (its `variant`, "" = all) begins anew in `from_year`."""

    break_id: str
    indicator: str
    variant: str
    from_year: int
    kind: str
    effect: str
    text_zh: str
    text_en: str
    source: str


@cache
def load_breaks(overlay: Path | None = None) -> tuple[Break, ...]:
    """All breaks, one per indicator code. Raises SeedError for a row without source or outside its vocabulary."""
    breaks = []
    for row in read_rows("breaks.csv", overlay, COLUMNS):
        if not row["source"] or row["kind"] not in KINDS or row["effect"] not in EFFECTS or not row["from_year"].isdigit():
            raise SeedError(
                f"breaks.csv: {row['break_id']}: 须有来源、年份和表内词 · needs a source, a year, kind in {KINDS}, effect in {EFFECTS}"
            )
        for code in filter(None, row["indicator"].split("|")):
            breaks.append(Break(**{**row, "indicator": code, "from_year": int(row["from_year"])}))  # type: ignore[arg-type]
    return tuple(breaks)
