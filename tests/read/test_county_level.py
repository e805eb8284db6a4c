"""A county's own report: 全县 is the county itself, a named township's figures are its own, the levels above stay above."""

from datetime import date

import pytest

from transforms.model import ReportYear
from transforms.read.reader import county_level, read_text

YEAR = ReportYear(2022, "reviewed", "annual", "review_heading", date(2023, 1, 5))
LEVEL = county_level("平安县", ("柳塘镇", "石桥乡", "城关街道"))


def told(sentence, level=LEVEL):
    return [(one.quote, one.scope, one.item) for one in read_text(sentence, year=YEAR, level=level).claims]


@pytest.mark.parametrize(
    ("sentence", "quote", "scope"),
    [
        ("全县实现财政总收入86亿元。", "86亿元", "county"),
        ("我县粮食总产量达到13万吨。", "13万吨", "county"),
        ("实现财政总收入86亿元。", "86亿元", "county"),
        ("全市生产总值达到1260亿元。", "1260亿元", "higher"),
        ("全省生产总值达到6万亿元。", "6万亿元", "higher"),
        ("柳林村流转土地320亩。", "320亩", "village"),
        ("华龙公司实现产值2亿元。", "2亿元", "enterprise_or_project"),
        ("柳塘镇流转土地3200亩。", "3200亩", "township"),
        ("柳塘、石桥等6个乡镇新修道路35公里。", "35公里", "township"),
        ("柳塘镇创成省级卫生镇，全县新修道路230公里。", "230公里", "county"),
        ("柳塘镇创成省级卫生镇；新修道路230公里。", "230公里", "county"),
    ],
)
def test_whose_number_it_is(sentence, quote, scope):
    assert {one[1] for one in told(sentence) if one[0] == quote} == {scope}


def test_a_named_townships_figure_carries_its_name():
    assert told("柳塘镇流转土地3200亩。") == [("3200亩", "township", "柳塘镇")]


@pytest.mark.parametrize(("name", "own", "above"), [("平安区", "全区", "全市"), ("平安市", "全市", "全省"), ("平安旗", "全旗", "全盟")])
def test_what_a_county_is_called_goes_by_its_kind(name, own, above):
    level = county_level(name)
    assert told(f"{own}实现财政总收入86亿元。", level)[0][1] == "county"
    assert told(f"{above}实现财政总收入860亿元。", level)[0][1] == "higher"


def test_a_townships_report_is_read_as_ever():
    assert [one.scope for one in read_text("全县财政总收入86亿元，全镇财政总收入8600万元。", year=YEAR).claims] == ["higher", "township"]
