"""Division of decimals in SQL: exact, rounded once, half to even, whichever of its three ways a pair of numbers takes."""

from decimal import Decimal
from fractions import Fraction

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.relation import read_sql

EXACT = pl.Decimal(38, 9)
NANO = Decimal("0.000000001")
MONEY = st.integers(-(10**24), 10**24).map(lambda n: n * NANO)
SMALL = st.integers(-(10**13), 10**13).map(lambda n: n * NANO)
ROUND = st.sampled_from([Decimal(2**n) for n in range(1, 20)] + [Decimal(1600000), Decimal(3), Decimal(7), Decimal("0.000000007")])
"""Denominators with which many quotients lie on a half of the last decimal, or just beside it."""
NUMBERS = st.one_of(MONEY, SMALL, ROUND)


@pytest.fixture(scope="module")
def con():
    with duckdb.connect(":memory:") as made:
        made.execute(read_sql("transforms.metrics", "prelude"))
        yield made


def divided(con, pairs):
    frame = pl.DataFrame({"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}, schema={"a": EXACT, "b": EXACT})
    con.register("pair", frame.to_arrow())
    found = con.execute("SELECT ratio_of(a, b), percent_of(a, b), growth_pct(a, b) FROM pair").fetchall()
    con.unregister("pair")
    return found


def rounded(value: Fraction, digits: int) -> Fraction:
    return Fraction(round(value * 10**digits), 10**digits)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=200))
def test_division_is_that_of_fractions(con, pairs):
    for (a, b), (ratio, percent, growth) in zip(pairs, divided(con, pairs), strict=True):
        if b == 0 or abs(a) >= 10**16:
            assert ratio is None
            assert percent is None
        else:
            assert Fraction(ratio) == rounded(Fraction(a) / Fraction(b), 9)
            assert Fraction(percent) == rounded(Fraction(a) / Fraction(b) * 100, 4)
        if a <= 0 or abs(b - a) >= 10**16:
            assert growth is None
        else:
            assert Fraction(growth) == rounded(Fraction(b - a) / Fraction(a) * 100, 4)


@pytest.mark.parametrize(
    ("a", "b", "percent"),
    [("0.0000005", "1", "0"), ("0.0000015", "1", "0.0002"), ("1.0000025", "1", "100.0002"), ("-0.0000015", "1", "-0.0002")],
)
def test_a_half_goes_to_the_even_digit(con, a, b, percent):
    ((_, found, _),) = divided(con, [(Decimal(a), Decimal(b))])
    assert found == Decimal(percent)
