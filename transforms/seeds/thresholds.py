"""Limits that metrics set: how many townships make an indicator common, what share of them makes a ranking.

In: seeds/thresholds.csv. Out: `Thresholds`. The same for all counties: a province compares them.

Example:
    >>> load_thresholds().common_from
    3
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from transforms.seeds.files import SeedError, read_rows


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`common_from` townships; `ranked_share` of the townships alive, over 0 and at most 1."""

    common_from: int
    ranked_share: Decimal


@cache
def load_thresholds() -> Thresholds:
    """The two limits. Raises SeedError where one is missing, stands twice, or is out of its range."""
    rows = read_rows("thresholds.csv", required=("name", "value", "reason"))
    given = {row["name"]: row["value"] for row in rows}
    try:
        found = Thresholds(int(given["common_from"]), Decimal(given["ranked_share"]))
    except (KeyError, ValueError, InvalidOperation) as error:
        raise SeedError(f"thresholds.csv: 须有 common_from（整数）与 ranked_share（小数）· both are needed, as numbers: {error}") from error
    if len(given) != len(rows) or found.common_from < 1 or not 0 < found.ranked_share <= 1:
        raise SeedError("thresholds.csv: 名称重复或数值越界 · a name stands twice or a value is out of range")
    return found
