"""Quantities of every shape and sentences to carry them, for the property and metamorphic tests.

In: hypothesis. Out: `Planted` strategies: what is written, and the exact value, unit and bound it says. Imports nothing from the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

FULL_WIDTH = str.maketrans("0123456789.,%-", "０１２３４５６７８９．，％－")
DIGITS = "零一二三四五六七八九"
MULTIPLIERS = {"": 1, "万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True)
class Planted:
    """A quantity as written and as meant."""

    written: str
    value: Decimal
    unit: str
    bound: str = "="
    value_high: Decimal | None = None


@dataclass(frozen=True)
class Carrier:
    """A sentence with a hole for a quantity of one kind of unit; `before` and `after` hold no number."""

    before: str
    after: str
    units: tuple[str, ...]

    def sentence(self, quantity: Planted) -> str:
        """The sentence with the quantity in its place."""
        return self.before + quantity.written + self.after

    def span(self, quantity: Planted) -> tuple[int, int]:
        """Where the quantity stands in the sentence."""
        return len(self.before), len(self.before) + len(quantity.written)


CARRIERS = (
    Carrier("全镇完成固定资产投资", "，经济运行总体平稳。", ("元", "美元")),
    Carrier("今年共争取上级资金", "。", ("元",)),
    Carrier("年内实现旅游收入", "，同比有所增长。", ("元",)),
    Carrier("全乡粮食播种面积稳定在", "，长势良好。", ("亩", "公顷")),
    Carrier("我镇总面积", "，下辖若干村。", ("平方公里", "亩")),
    Carrier("全街道累计清运垃圾", "，群众拍手称快。", ("吨", "立方米")),
    Carrier("铺设污水管网", "；", ("公里", "米")),
    Carrier("先后为村民安装路灯", "，照亮了回家的路。", ("盏",)),
    Carrier("受理并办结群众信访", "。", ("件",)),
    Carrier("全镇总人口", "。", ("人",)),
    Carrier("新增就业岗位", "。\n下一段没有数字。", ("个",)),
    Carrier("改造厕所", "，群众得实惠", ("户", "座")),
    Carrier("生猪出栏", "，价格回升。", ("头",)),
    Carrier("栽植各类苗木", "。", ("株", "棵")),
    Carrier("森林覆盖率达到", "。", ("%",)),
    Carrier("工业用电量", "。", ("千瓦时", "度")),
    Carrier("化解各类矛盾纠纷", "，社会大局稳定。", ("起", "件")),
)
RATES = frozenset({"%"})


def chinese(number: int) -> str:
    """1..99,999,999 as people write it: 12 → 十二, 320 → 三百二十, 10,050 → 一万零五十."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return chinese(high) + "万" + gap + (_below(low, lead=True) if low else "")
    return _below(number, lead=False)


def _below(number: int, *, lead: bool) -> str:
    written, gap = "", False
    for size, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if not digit:
            gap = bool(written)
            continue
        written += ("零" if gap else "") + DIGITS[digit] + mark
        gap = False
    return written[1:] if written.startswith("一十") and not lead else written


def _grouped(number: int) -> str:
    return f"{number:,}"


@st.composite
def arabic(draw: st.DrawFn, unit: str) -> Planted:
    """12, 3.5万, 1,268, 2008万 … with the unit."""
    top = 100 if unit in RATES else 9_999
    whole = draw(st.integers(2, top))
    places = draw(st.integers(0, 2))
    digits = draw(st.integers(0, 10**places - 1)) if places else 0
    number = Decimal(whole) + Decimal(digits).scaleb(-places)
    multiplier = "" if unit in RATES else draw(st.sampled_from(list(MULTIPLIERS)))
    written = f"{number:.{places}f}"
    if not places and not multiplier and draw(st.booleans()):
        written = _grouped(whole)
    return Planted(written + multiplier + unit, number * MULTIPLIERS[multiplier], unit)


@st.composite
def numerals(draw: st.DrawFn, unit: str) -> Planted:
    """三百二十, 一万零五十 … with the unit; 百分之 for rates."""
    if unit in RATES:
        number = draw(st.integers(2, 99))
        return Planted("百分之" + chinese(number), Decimal(number), unit)
    number = draw(st.integers(11, 99_999))
    return Planted(chinese(number) + unit, Decimal(number), unit)


def ranges(unit: str) -> st.SearchStrategy[Planted]:
    """3—5, 200至300 with the unit."""
    pairs = st.tuples(st.integers(2, 90), st.integers(1, 9), st.sampled_from("—-～~至到"))
    return pairs.map(
        lambda pair: Planted(f"{pair[0]}{pair[2]}{pair[0] + pair[1]}{unit}", Decimal(pair[0]), unit, "=", Decimal(pair[0] + pair[1]))
    )


BEFORE = {"约": "~", "近": "~", "超": ">=", "超过": ">=", "逾": ">=", "突破": ">=", "不足": "<=", "不低于": ">="}
AFTER = {"以上": ">=", "左右": "~", "以内": "<="}


@st.composite
def bounded(draw: st.DrawFn, unit: str) -> Planted:
    """约500亩, 500余亩, 3.2万多头, 500亩以上."""
    plain = draw(arabic(unit))
    kind = draw(st.sampled_from(("before", "after", "inside")))
    if kind == "before":
        word = draw(st.sampled_from(list(BEFORE)))
        return Planted(word + plain.written, plain.value, unit, BEFORE[word])
    if kind == "after" or unit in RATES:
        word = draw(st.sampled_from(list(AFTER)))
        return Planted(plain.written + word, plain.value, unit, AFTER[word])
    number = draw(st.integers(2, 99)) * 10
    word = draw(st.sampled_from("余多"))
    return Planted(f"{number}{word}{unit}", Decimal(number), unit, ">=")


VAGUE = {
    "上百": ("100", ">="), "数百": ("100", ">="), "几百": ("100", ">="), "百余": ("100", ">="), "近百": ("100", "~"),
    "几十": ("10", ">="), "十余": ("10", ">="), "十几": ("10", ">="),
    "上千": ("1000", ">="), "数千": ("1000", ">="), "近千": ("1000", "~"), "数万": ("10000", ">="),
}  # fmt: skip


def vague(unit: str) -> st.SearchStrategy[Planted]:
    """上百, 数千, 十余, 近千 with the unit."""
    if unit in RATES:
        return st.nothing()
    return st.sampled_from(list(VAGUE)).map(lambda word: Planted(word + unit, Decimal(VAGUE[word][0]), unit, VAGUE[word][1]))


def full_width(unit: str) -> st.SearchStrategy[Planted]:
    """Any Arabic one in full-width digits."""
    return arabic(unit).map(lambda plain: Planted(plain.written.translate(FULL_WIDTH), plain.value, unit, plain.bound))


@st.composite
def spaced(draw: st.DrawFn, unit: str) -> Planted:
    """A blank between number and unit, or inside a decimal number."""
    plain = draw(arabic(unit))
    digits = plain.written.rstrip(unit + "万亿")
    return Planted(digits + " " + plain.written[len(digits) :], plain.value, unit)


SHAPES = {
    "arabic": arabic, "numerals": numerals, "ranges": ranges, "bounded": bounded,
    "vague": vague, "full_width": full_width, "spaced": spaced,
}  # fmt: skip


@st.composite
def planted(draw: st.DrawFn, shape: str) -> tuple[Carrier, Planted]:
    """A carrier sentence and a quantity of the shape that fits it."""
    carrier = draw(st.sampled_from([one for one in CARRIERS if shape != "vague" or not RATES & set(one.units)]))
    return carrier, draw(SHAPES[shape](draw(st.sampled_from(carrier.units))))
