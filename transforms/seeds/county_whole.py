"""Of which indicators the townships are the whole county, so that their sum may not fall short of its own figure.

In: seeds/county_whole.csv. Out: the codes. Of all others a county may have a part that no township reports (县本级财政, 县属企业): there
the sum may only not exceed it.

Example:
    >>> "population" in load_county_whole()
    True
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from transforms.seeds.files import SeedError, read_rows
from transforms.seeds.indicators import load_indicators

FILE = "county_whole.csv"


@cache
def load_county_whole(overlay: Path | None = None) -> frozenset[str]:
    """The codes. Raises SeedError for one that is no indicator which may be summed over townships."""
    indicators = load_indicators(overlay)
    found: set[str] = set()
    for row in read_rows(FILE, overlay, ("indicator", "reason")):
        codes = row["indicator"].split("|")
        wrong = [code for code in codes if code not in indicators or not indicators[code].additive]
        if wrong or not row["reason"]:
            raise SeedError(f"{FILE}: {' '.join(wrong)}: 须是可加的指标，并写明 reason · must be additive indicators, with a reason")
        found.update(codes)
    return frozenset(found)
