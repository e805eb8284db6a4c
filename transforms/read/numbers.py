"""Read one number with its multiplier, unit and bound: 3.2万余头, 超过5亿元, 三百余亩, 1100~1400米, 百分之八.

In: normalised text (see normalise.py) and the position where a number begins. Out: a `Quantity`, exact, with its span.

Example:
    >>> q = read_quantity("流转土地3000亩以上", 4, load_grammar())
    >>> q.value, q.unit, q.bound
    (Decimal('3000'), '亩', '>=')
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from transforms.seeds.files import read_rows
from transforms.seeds.units import load_units

MULTIPLIER: Final = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
DIGIT: Final = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
VAGUE: Final = "余多来几"
_ARABIC: Final = r"[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9年])(?:\.[0-9]+)?|[0-9]+(?:[ \n]?\.[ \n]?[0-9]+)?(?:(?<![0-9]{4}) [0-9]{3}(?![0-9]))*"
_CHINESE: Final = "(?:[零〇一二两三四五六七八九十百万亿几]|千(?![克米瓦伏卡])){1,24}(?:点[零〇一二两三四五六七八九]+)?"
_MULT: Final = "(?:[ \n]?(?:[十万亿]|百(?!分点)|个[万亿]|千(?![克米瓦伏卡]))){1,8}"
_ONE: Final = rf"(?:{_ARABIC}|{_CHINESE})(?:[{VAGUE}]?{_MULT})?[{VAGUE}]?"
NUMBER: Final = re.compile(
    rf"(?P<ocr>[lI’'](?=[0-9])|O(?=\.[0-9]))?(?P<sign>[-+])?(?:(?P<arabic>{_ARABIC}|(?<=O)\.[0-9]+)|(?P<ell>l(?=[所个家处户人座名台]))|(?P<vague>(?:数|上|成|好几)(?=[十百千万亿]))?(?P<chinese>{_CHINESE}))"
    rf"(?P<mid>[{VAGUE}])?(?P<mult>{_MULT})?(?:(?P<mid2>[{VAGUE}])(?P<mult2>[万亿])?)?"
)
_SIMPLE: Final = re.compile(rf"([0-9]+(?:\.[0-9]+)?)([万亿])?(?![0-9.,， \n个十百千万亿{VAGUE}])")
"""What most numbers are: digits, perhaps one 万 or 亿, and nothing that NUMBER would still take."""
_RANGE: Final = re.compile(rf" ?(?:[-~—]{{1,2}}|至|到)\+? ?(?P<second>{_ONE})")
PERCENT_OF: Final = re.compile(
    rf"百分之(?P<vague>几)?(?P<number>{_ARABIC}|[零〇一二两三四五六七八九十百]+(?:点[零〇一二两三四五六七八九]+)?)?(?P<post>[多余几])?"
)
FRACTION: Final = re.compile("(?P<low>[一二两三四五六七八九十百千万]{1,12}|[0-9]{1,12})分之(?P<high>[一二两三四五六七八九十]+|[0-9.]+)")
_GROUPING: Final = re.compile(r"[,，\s]")
_RANGE_SIGNS: Final = frozenset("-~—至到 ")
_LONGEST_FRACTION: Final = 24
"""Characters up to 分之."""


class Quantity:
    """A number as written. `digits` tells arabic from chinese writing; `stem` is the value's own span without bounds and unit."""

    __slots__ = (
        "bound",
        "digits",
        "dimension",
        "end",
        "multiplied",
        "note",
        "number_end",
        "number_start",
        "start",
        "unit",
        "vague",
        "value",
        "value_high",
    )

    def __init__(
        self,
        start: int,
        end: int,
        number_start: int,
        number_end: int,
        value: Decimal,
        value_high: Decimal | None,
        unit: str,
        dimension: str,
        bound: str,
        digits: str,
        vague: bool,
        multiplied: bool,
        note: str = "",
    ) -> None:
        self.start = start
        self.end = end
        self.number_start = number_start
        self.number_end = number_end
        self.value = value
        self.value_high = value_high
        self.unit = unit
        self.dimension = dimension
        self.bound = bound
        self.digits = digits
        """arabic · chinese · bare (a multiplier alone: 千亩, 亿元)"""
        self.vague = vague
        self.multiplied = multiplied
        self.note = note
        """fraction · percent_of · ocr where the writing was special."""

    def counted_in(self, unit: str, dimension: str) -> Quantity:
        """The same number with a unit that the words behind it imply."""
        return Quantity(
            self.start,
            self.end,
            self.number_start,
            self.number_end,
            self.value,
            self.value_high,
            unit,
            dimension,
            self.bound,
            self.digits,
            self.vague,
            self.multiplied,
            self.note,
        )


@dataclass(frozen=True, slots=True)
class Grammar:
    """What numbers are written with, loaded from seeds/units.csv and seeds/lexicon/bounds.csv."""

    dimension: dict[str, str]
    units_from: dict[str, re.Pattern[str]]
    """Units by their first character, longest first, none before a character that makes it the head of another word."""
    before: tuple[tuple[str, str], ...]
    before_words: tuple[str, ...]
    after: tuple[tuple[str, str], ...]
    after_words: tuple[str, ...]
    not_bounds: frozenset[str]
    alias_of: dict[str, str]


@cache
def load_grammar() -> Grammar:
    """The grammar of quantities; cached for the process."""
    dimension = {name: unit.dimension for key, unit in load_units().items() for name in _spellings(key)}
    not_before = {row["unit"]: row["not_before"] for row in read_rows("units.csv") if row["not_before"]}
    bounds = read_rows("lexicon/bounds.csv", required=("word", "place", "bound"))
    before = tuple((r["word"], r["bound"]) for r in bounds if r["place"] == "before")
    after = tuple((r["word"], r["bound"]) for r in bounds if r["place"] == "after")
    return Grammar(
        dimension,
        _by_first(dimension, not_before),
        before,
        tuple(w for w, _ in before),
        after,
        tuple(w for w, _ in after),
        frozenset(r["word"] for r in bounds if r["place"] == "not"),
        {name: row["alias_of"] for row in read_rows("units.csv") if row["alias_of"] for name in _spellings(row["unit"])},
    )


def _by_first(units: Iterable[str], not_before: dict[str, str]) -> dict[str, re.Pattern[str]]:
    found: dict[str, list[str]] = {}
    for unit in sorted(units, key=len, reverse=True):
        others = not_before.get(unit, "")
        found.setdefault(unit[0], []).append(re.escape(unit) + (f"(?![{re.escape(others)}])" if others else ""))
    return {first: re.compile("|".join(words)) for first, words in found.items()}


def _spellings(unit: str) -> set[str]:
    """A unit as seeds write it and as normalised text does."""
    return {unit, unit.replace("（", "(").replace("）", ")")}


def chinese_value(text: str) -> Decimal:
    """三百二十 → 320; 二〇二二 → 2022; 一千五百万 → 15000000; 十二点五 → 12.5; 几 counts as one of its place."""
    whole, _, fraction = text.partition("点")
    if whole and all(c in DIGIT for c in whole):
        number = Decimal("".join(str(DIGIT[c]) for c in whole)) if len(whole) > 1 else Decimal(DIGIT[whole])
    else:
        number = Decimal(_positional(whole))
    if fraction:
        number += Decimal("0." + "".join(str(DIGIT[c]) for c in fraction))
    return number


def _positional(text: str) -> int:
    total = section = digit = 0
    for c in text:
        if c in DIGIT:
            digit = DIGIT[c]
        elif c == "几":
            digit = 0
        elif c in "十百千":
            section += (digit or 1) * MULTIPLIER[c]
            digit = 0
        else:
            total = (total + section + digit or 1) * MULTIPLIER[c]
            section = digit = 0
    return total + section + digit


def _multiply(value: Decimal, multipliers: str | None) -> Decimal:
    for c in multipliers or "":
        value *= MULTIPLIER.get(c, 1)
    return value


def unit_at(text: str, at: int, grammar: Grammar) -> str:
    """The longest unit that begins at `at`, or "". A unit that is the head of another word (3家庭农场) is none."""
    units = grammar.units_from.get(text[at : at + 1])
    found = units.match(text, at) if units else None
    return found[0] if found else ""


def _adjacent_range(chinese: str) -> tuple[Decimal, Decimal] | None:
    """三五百 → 300..500, 两三 → 2..3, 七八十 → 70..80; None where the numeral is no such pair."""
    if len(chinese) >= 2 and chinese[0] in DIGIT and chinese[1] in DIGIT and not all(c in DIGIT for c in chinese[2:] or "x"):
        low, high, rest = DIGIT[chinese[0]], DIGIT[chinese[1]], chinese[2:]
        if 0 < low < high and all(c in MULTIPLIER for c in rest):
            return _multiply(Decimal(low), rest), _multiply(Decimal(high), rest)
    return None


def _stem(match: re.Match[str]) -> tuple[Decimal, Decimal | None, str, bool]:
    """Value, high value, writing and vagueness of a NUMBER match, its multipliers applied."""
    ocr, sign, arabic, ell, fuzzy, chinese, mid, mult, mid2, mult2 = match.groups()
    mult = (mult or "") + mult2 if mult2 else mult
    if ell:
        return Decimal(1), None, "arabic", False
    vague = bool(mid or mid2)
    if arabic is not None:
        plain = arabic if arabic.isdigit() else _GROUPING.sub("", arabic)
        first = "1" if ocr == "l" or ocr == "I" else ""
        value = Decimal(first + plain)
        value = _multiply(value, mult) if mult else value
        return (-value if sign == "-" else value), None, "arabic", vague
    pair = _adjacent_range(chinese)
    if pair:
        return _multiply(pair[0], mult), _multiply(pair[1], mult), "chinese", vague
    bare = all(c in MULTIPLIER for c in chinese)
    value = _multiply(chinese_value(chinese), mult)
    return value, None, "bare" if bare else "chinese", vague or "几" in chinese or bool(fuzzy)


def _join_range(text: str, at: int, value: Decimal, unit: str, mult: str, grammar: Grammar) -> tuple[Decimal, Decimal, str, int] | None:
    """Low, high, unit and end of a range whose second half begins at `at` (3-5家, 1070米~1556米), or None."""
    second = _RANGE.match(text, at)
    if second is None:
        return None
    inner = NUMBER.match(text, second.start("second"))
    if inner is None:
        return None
    high, _, _, _ = _stem(inner)
    end = inner.end()
    unit2 = unit_at(text, end, grammar)
    if unit and unit2 != unit:
        return None
    if not unit2 and not inner["mult"]:
        return None
    if not mult and inner["mult"] and value < high and not unit:
        value = _multiply(value, inner["mult"])
    return (value, high, unit2, end + len(unit2)) if value < high else None


def read_quantity(text: str, at: int, grammar: Grammar) -> Quantity | None:
    """The quantity that begins at `at` in normalised `text`, or None where no number does."""
    return _percent_of(text, at, grammar) or _fraction(text, at) or _plain(text, at, grammar)


def _percent_of(text: str, at: int, grammar: Grammar) -> Quantity | None:
    if not text.startswith("百分之", at):
        return None
    match = PERCENT_OF.match(text, at)
    if match is None or (match["number"] is None and match["vague"] is None):
        return None
    number = match["number"]
    value = Decimal(1) if number is None else Decimal(number) if number[0].isascii() else chinese_value(number)
    start, end, bound = _widen(text, at, match.end(), ">=" if match["post"] or match["vague"] else "=", grammar)
    return Quantity(start, end, at, match.end(), value, None, "%", "percent", bound, "chinese", bool(match["vague"]), False, "percent_of")


def _fraction(text: str, at: int) -> Quantity | None:
    if text.find("分之", at, at + _LONGEST_FRACTION) < 0 or (match := FRACTION.match(text, at)) is None:
        return None
    low = Decimal(match["low"]) if match["low"][0].isascii() else chinese_value(match["low"])
    high = Decimal(match["high"]) if match["high"][0].isascii() else chinese_value(match["high"])
    if low == 0 or low == 100:
        return None
    value = (high * 100 / low).quantize(Decimal("0.0001")).normalize()
    value = value.quantize(Decimal(1)) if value == value.to_integral() else value
    return Quantity(at, match.end(), at, match.end(), value, None, "%", "percent", "=", "chinese", False, False, "fraction")


def _read_stem(text: str, at: int) -> tuple[Decimal, Decimal | None, str, bool, str, int, str] | None:
    """Value, high value, writing, vagueness, multipliers, end and note of the number at `at`, without its unit."""
    if (simple := _SIMPLE.match(text, at)) is not None:
        mult = simple[2] or ""
        return _multiply(Decimal(simple[1]), mult), None, "arabic", False, mult, simple.end(), ""
    match = NUMBER.match(text, at)
    if match is None:
        return None
    value, high, digits, vague = _stem(match)
    return value, high, digits, vague, match["mult"] or "", match.end(), "ocr" if match["ocr"] else ""


def _plain(text: str, at: int, grammar: Grammar) -> Quantity | None:
    stem = _read_stem(text, at)
    if stem is None:
        return None
    value, high, digits, vague, mult, end, note = stem
    unit = unit_at(text, end, grammar)
    if not unit and digits == "arabic" and text[end : end + 1] == " " and (unit := unit_at(text, end + 1, grammar)):
        end += 1
    after_unit = end + len(unit)
    joined = None
    if text[after_unit : after_unit + 1] in _RANGE_SIGNS:
        joined = _join_range(text, after_unit, value, unit, mult, grammar)
    if joined:
        value, high, unit, after_unit = joined
    elif not unit and mult and text[end : end + 1] == "无" and text[end + 1 : end + 2] in "，。；、,)":
        unit, after_unit, note = "元", end + 1, "ocr"
    number_end = after_unit - len(unit)
    dimension = grammar.dimension.get(unit, "")
    unit = grammar.alias_of.get(unit, unit)
    if unit == "成" and text[after_unit : after_unit + 1] in DIGIT:
        value, after_unit = value + Decimal(DIGIT[text[after_unit]]) / 10, after_unit + 1
    if unit == "成":
        value, high, unit = value * 10, high * 10 if high else None, "%"
    elif unit == "番" and value == value.to_integral() and value < 10:
        value, unit = Decimal(2) ** int(value), "倍"
    start, after, bound = _widen(text, at, after_unit, ">=" if vague else "=", grammar)
    return Quantity(
        start,
        after,
        at,
        number_end,
        value,
        high,
        unit,
        dimension,
        bound,
        digits,
        vague,
        bool(mult) or digits != "arabic",
        note,
    )


def _widen(text: str, start: int, end: int, bound: str, grammar: Grammar) -> tuple[int, int, str]:
    """Start, end and bound with the bound words that touch the number; the outer word decides over 余 and 多."""
    if text.endswith(grammar.before_words, max(0, start - 5), start):
        word, found = max((w for w in grammar.before if text.endswith(w[0], 0, start)), key=lambda w: len(w[0]))
        if text[max(0, start - len(word) - 1) : start] not in grammar.not_bounds:
            start, bound = start - len(word), bound if found == "~" and bound == ">=" else found
    if text.startswith(grammar.after_words, end):
        word, found = max((w for w in grammar.after if text.startswith(w[0], end)), key=lambda w: len(w[0]))
        if word not in VAGUE or text[end + 1 : end + 2] in "，。；、,)":
            end, bound = end + len(word), bound if found == "~" and bound == ">=" else found
    return start, end, bound
