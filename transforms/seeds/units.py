"""Units of measure: what a stated unit is in its dimension, and its exact factor to the canonical unit.

In: seeds/units.csv. Out: `Unit` rows by name.

Example:
    >>> load_units()["亩"].dimension
    'area'
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from transforms.seeds.files import SeedError, read_rows


@dataclass(frozen=True, slots=True)
class Unit:
    """One stated unit. `factor` turns a value in this unit into one in `canonical`, exactly."""

    name: str
    dimension: str
    canonical: str
    factor: Fraction


@cache
def load_units(overlay: Path | None = None) -> dict[str, Unit]:
    """All units by name. Raises SeedError for a factor that is no positive fraction or a unit named twice."""
    units: dict[str, Unit] = {}
    for row in read_rows("units.csv", overlay, ("unit", "dimension", "canonical", "factor")):
        name = row["unit"]
        try:
            factor = Fraction(row["factor"])
        except ValueError as error:
            raise SeedError(f"units.csv: {name}: 换算系数 {row['factor']!r} 不是分数 · the factor is no fraction") from error
        if factor <= 0 or name in units:
            raise SeedError(f"units.csv: {name}: 系数须为正且单位不得重复 · factors are positive and units unique")
        units[name] = Unit(name, row["dimension"], row["canonical"], factor)
    return units
