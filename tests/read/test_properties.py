"""Plant a quantity of any shape into any carrier sentence: value, unit, bound and span come back, and nothing else."""

from fractions import Fraction

import pytest
from case_check import known_failures
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quantities import CARRIERS, SHAPES, Carrier, Planted, chinese, planted

from transforms.model import Claim, ReportYear
from transforms.read.reader import read_text
from transforms.seeds.files import read_rows

YEAR = ReportYear(2021, "reviewed", "annual", "title")
DIMENSION = {row["unit"]: row["dimension"] for row in read_rows("units.csv")}
FACTOR = {row["unit"]: Fraction(row["factor"]) for row in read_rows("units.csv")}
QUICK = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def _claims(text: str) -> list[Claim]:
    return list(read_text(text, year=YEAR).claims)


def _says(claim: Claim, quantity: Planted) -> bool:
    """Same amount, in the unit as written or an equal one (㎡ for 平方米)."""
    same = Fraction(claim.value) * FACTOR[claim.unit] == Fraction(quantity.value) * FACTOR[quantity.unit]
    return same and DIMENSION[claim.unit] == DIMENSION[quantity.unit] and claim.value_high == quantity.value_high


def _late(name: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason="known_failures.txt")] if name in known_failures("properties") else []


@pytest.mark.parametrize("shape", [pytest.param(shape, marks=_late(shape)) for shape in SHAPES])
def test_a_planted_quantity_comes_back(shape: str) -> None:
    @QUICK
    @given(planted(shape))
    def check(pair: tuple[Carrier, Planted]) -> None:
        carrier, quantity = pair
        text = carrier.sentence(quantity)
        claims = _claims(text)
        assert [(claim.start, claim.end) for claim in claims] == [carrier.span(quantity)], (text, claims)
        assert _says(claims[0], quantity), (text, claims[0])
        assert claims[0].bound == quantity.bound, (text, claims[0])

    check()


@QUICK
@given(data=st.data())
def test_planted_quantities_do_not_touch_each_other(data: st.DataObject) -> None:
    shapes = st.sampled_from([shape for shape in SHAPES if shape not in known_failures("properties")])
    pairs = [data.draw(planted(data.draw(shapes))) for _ in range(2)]
    sentences = [carrier.sentence(quantity) for carrier, quantity in pairs]
    claims = _claims("\n".join(sentences))
    assert len(claims) == len(pairs), (sentences, claims)
    for claim, (_, quantity) in zip(claims, pairs, strict=True):
        assert claim.quote == quantity.written
        assert _says(claim, quantity), (sentences, claim)


@QUICK
@given(
    st.text(
        alphabet="零〇一二两三四五六七八九十百千万亿几数半0123456789０１.,，、。第年月日元亩个%％-—～（）“”增长至分别约余多 \n", max_size=60
    )
)
def test_any_soup_of_numerals_is_read_without_a_crash(text: str) -> None:
    reading = read_text(text, year=YEAR)
    for claim in reading.claims:
        assert text[claim.start : claim.end] == claim.quote


@given(st.sampled_from(CARRIERS))
def test_a_carrier_holds_no_number_of_its_own(carrier: Carrier) -> None:
    assert read_text(carrier.before + carrier.after, year=YEAR).claims == ()


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (12, "十二"),
        (20, "二十"),
        (320, "三百二十"),
        (305, "三百零五"),
        (10_050, "一万零五十"),
        (12_000, "一万二千"),
        (10_012, "一万零一十二"),
    ],
)
def test_the_test_writes_numerals_as_people_do(number: int, written: str) -> None:
    assert chinese(number) == written
