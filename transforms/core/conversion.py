"""Stated values in canonical units, exactly.

In: a stated unit, an indicator's row, seeds/units.csv. Out: `Conversion` with an exact factor; values as Fractions, rounded once.

Example:
    >>> from transforms.seeds.indicators import load_indicators
    >>> from transforms.seeds.units import load_units
    >>> find_conversion("平方米", load_indicators()["land_transfer_area"], load_units()).factor
    Fraction(3, 2000)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

from transforms.seeds.indicators import Indicator
from transforms.seeds.units import Unit

PLACES = 9
"""Decimal places of a canonical value: DECIMAL(38,9)."""
LARGEST = Decimal(10) ** 29
"""Canonical values are smaller than this in size: what DECIMAL(38,9) holds."""
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a stated value becomes canonical: value × factor, in `unit`. `variant` names a unit that is another quantity (人次 for 人)."""

    unit: str
    factor: Fraction
    fits: bool = True
    variant: str | None = None


def round_once(value: Fraction) -> Decimal:
    """An exact value to 9 decimal places, half to even. Raises OverflowError beyond DECIMAL(38,9)."""
    with localcontext() as context:
        context.prec = 80
        scaled = value * 10**PLACES
        whole, rest = divmod(scaled.numerator, scaled.denominator)
        double = 2 * rest
        if double > scaled.denominator or (double == scaled.denominator and whole % 2):
            whole += 1
        rounded = Decimal(whole).scaleb(-PLACES).quantize(Decimal(1).scaleb(-PLACES), rounding=ROUND_HALF_EVEN)
    if abs(rounded) >= LARGEST:
        raise OverflowError(f"数值超出 DECIMAL(38,9) · value does not fit DECIMAL(38,9): {value}")
    return rounded


def find_conversion(stated: str, indicator: Indicator, units: Mapping[str, Unit], *, same_quantity: bool = True) -> Conversion:
    """The way from a stated unit to the indicator's.

    `same_quantity` is False for measures that are not in the indicator's unit (growth in %, ranks): these go to their dimension's
    canonical unit. A unit of another dimension does not fit: the value stays in its own canonical unit.
    """
    if same_quantity:
        for way in (_counts_the_same, _unit_variant, _same_dimension, _numerator):
            found = way(stated, indicator, units)
            if found is not None:
                return found
    known = units.get(stated)
    own = Conversion(known.canonical, known.factor, fits=not same_quantity) if known else Conversion(stated, ONE, fits=not same_quantity)
    target = units.get(indicator.unit)
    if same_quantity and known and target and target.dimension.startswith("money") and known.dimension.startswith("money"):
        return Conversion(own.unit, own.factor, variant=own.unit)
    return own


def _counts_the_same(stated: str, indicator: Indicator, units: Mapping[str, Unit]) -> Conversion | None:
    return Conversion(indicator.unit, ONE) if stated == indicator.unit or stated in indicator.count_units else None


def _unit_variant(stated: str, indicator: Indicator, units: Mapping[str, Unit]) -> Conversion | None:
    for variant in indicator.unit_variants:
        if stated in variant.words:
            unit = variant.words[0]
            one, target = units.get(stated), units.get(unit)
            same = one is not None and target is not None and one.dimension == target.dimension and one.canonical == target.canonical
            return Conversion(unit, one.factor / target.factor if same and one and target else ONE, variant=variant.code)
    return None


def _same_dimension(stated: str, indicator: Indicator, units: Mapping[str, Unit]) -> Conversion | None:
    one, target = units.get(stated), units.get(indicator.unit)
    if one is None or target is None or (one.dimension, one.canonical) != (target.dimension, target.canonical):
        return None
    return Conversion(indicator.unit, one.factor / target.factor)


def _numerator(stated: str, indicator: Indicator, units: Mapping[str, Unit]) -> Conversion | None:
    """亩产1200斤: the rate's denominator stands in the word, the stated unit is the numerator's."""
    above, slash, _ = indicator.unit.partition("/")
    one, target = units.get(stated), units.get(above)
    if not slash or one is None or target is None or one.dimension != target.dimension:
        return None
    return Conversion(indicator.unit, one.factor / target.factor)
