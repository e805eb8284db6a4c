"""How exact a stated number is: the rounding of its last digit, and the interval its bound allows.

In: a claim's quote, value and bound. Out: half a unit of the last stated digit; least and greatest true value.

Example:
    >>> half_step("5.2亿元", Fraction(520_000_000), "money")
    Fraction(5000000, 1)
"""

from __future__ import annotations

import re
from fractions import Fraction

from transforms.model import Bound

NUMERAL = re.compile(r"[\d０-９][\d０-９,，]*(?:[.．·]([\d０-９]+))?")
FULL_TO_HALF = str.maketrans("０１２３４５６７８９．，·", "0123456789.,.")


COUNTED = frozenset({"count", "person", "household", "head", "tree", "visits", "visits_household", "visits_firm", "dose", "event"})
"""Dimensions whose whole numbers are counts, and exact; others are measured and rounded to their last digit."""


def half_step(quote: str, value: Fraction, dimension: str) -> Fraction:
    """Half a unit of the last digit that the quote writes, in the stated unit of that dimension.

    The multiplier (万, 亿) is what the value is of the written numeral. Whole numbers of counted things without a multiplier are exact:
    34个村 is 34; 13287吨 is rounded to a tonne, 6% to a percent. Numerals in Chinese characters, whose last written place cannot be told,
    count as exact.
    """
    match = NUMERAL.search(quote)
    if match is None or value == 0:
        return Fraction(0)
    digits = match.group(0).translate(FULL_TO_HALF).replace(",", "").rstrip(".")
    numeral = Fraction(digits)
    if numeral == 0:
        return Fraction(0)
    multiplier = abs(value) / numeral
    decimals = len(match.group(1) or "")
    if (decimals == 0 and multiplier == 1 and dimension in COUNTED) or not _is_power_of_ten(multiplier):
        return Fraction(0)
    return multiplier * Fraction(1, 2 * 10**decimals)


def _is_power_of_ten(value: Fraction) -> bool:
    text = str(value.numerator if value.denominator == 1 else value.denominator)
    return (value.numerator == 1 or value.denominator == 1) and text.strip("0") == "1"


def interval(value: Fraction, value_high: Fraction | None, bound: str) -> tuple[Fraction | None, Fraction | None]:
    """Least and greatest true value; None = no limit.

    约N is taken to be rounded to its last digit that is not zero: 约3000 lies in 2500..3500.
    """
    if value_high is not None:
        return min(value, value_high), max(value, value_high)
    if bound == Bound.AT_LEAST:
        return value, None
    if bound == Bound.AT_MOST:
        return None, value
    if bound == Bound.ABOUT:
        half = last_place(value) / 2
        return value - half, value + half
    return value, value


def last_place(value: Fraction) -> Fraction:
    """Worth of the last digit that is not zero: 3000 → 1000, 1.25 → 0.01. Needs a value with a finite decimal form, else 0."""
    if value == 0:
        return Fraction(0)
    place = Fraction(1)
    for _ in range(30):
        if (value / place).denominator == 1:
            break
        place /= 10
    else:
        return Fraction(0)
    while (value / (place * 10)).denominator == 1:
        place *= 10
    return place
