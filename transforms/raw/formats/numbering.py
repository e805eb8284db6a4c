"""Automatic numbers of a Word document's paragraphs: 一、 and （二） that are stored nowhere in its text.

In: the parts numbering.xml and styles.xml. Out: `Numbering`, which gives each paragraph its number in turn.

Example:
    >>> chinese(12), chinese(20), chinese(105)
    ('十二', '二十', '一百零五')
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str


@dataclass(slots=True)
class Numbering:
    """Counters of all lists. `next_number` must be asked in the order of the text."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    """Levels by abstract list."""
    lists: dict[str, str] = field(default_factory=dict)
    """numId → abstract list."""
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Paragraph style → numId and level."""
    _counts: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * LEVELS))

    def next_number(self, paragraph: Element) -> str:
        """The paragraph's number as printed, "" where it has none."""
        number, level = self._place(paragraph)
        abstract = self.lists.get(number, "")
        shape = self.levels.get(abstract, {}).get(level)
        if shape is None or shape.form in ("bullet", "none"):
            return ""
        counts = self._counts[abstract]
        counts[level] = counts[level] + 1 if counts[level] else shape.start
        counts[level + 1 :] = [0] * (LEVELS - level - 1)
        text = shape.text
        for other in range(level + 1):
            above = self.levels[abstract].get(other, shape)
            text = text.replace(f"%{other + 1}", printed(counts[other] or above.start, above.form))
        return text

    def _place(self, paragraph: Element) -> tuple[str, int]:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", 0
        style = properties.find(f"{W}pStyle")
        number, level = self.styles.get(style.get(f"{W}val", ""), ("", 0)) if style is not None else ("", 0)
        own = properties.find(f"{W}numPr")
        return _num(own, number, level) if own is not None else (number, level)


def load_numbering(numbering: Element | None, styles: Element | None) -> Numbering:
    """The document's lists; none where it has no numbering part."""
    if numbering is None:
        return Numbering()
    levels = {
        one.get(f"{W}abstractNumId", ""): dict(_level(level) for level in one.findall(f"{W}lvl"))
        for one in numbering.findall(f"{W}abstractNum")
    }
    lists = {one.get(f"{W}numId", ""): _value(one.find(f"{W}abstractNumId")) for one in numbering.findall(f"{W}num")}
    by_style: dict[str, tuple[str, int]] = {}
    for style in styles.findall(f"{W}style") if styles is not None else ():
        found = style.find(f"{W}pPr/{W}numPr")
        if found is not None:
            by_style[style.get(f"{W}styleId", "")] = _num(found, "", 0)
    return Numbering(levels, lists, by_style)


def _num(node: Element, number: str, level: int) -> tuple[str, int]:
    own, at = _value(node.find(f"{W}numId")), _value(node.find(f"{W}ilvl"))
    return own or number, min(int(at), LEVELS - 1) if at.isdigit() else level


def _level(node: Element) -> tuple[int, _Level]:
    at, start = node.get(f"{W}ilvl", "0"), _value(node.find(f"{W}start"))
    shape = _Level(int(start) if start.isdigit() else 1, _value(node.find(f"{W}numFmt")) or "decimal", _value(node.find(f"{W}lvlText")))
    return (int(at) if at.isdigit() else 0), shape


def _value(node: Element | None) -> str:
    return node.get(f"{W}val", "") if node is not None else ""


def printed(number: int, form: str) -> str:
    """A counter in the form of its list."""
    if form.startswith(("chinese", "japanese", "ideographDigital", "taiwanese", "korean")):
        return chinese(number)
    if form == "decimalEnclosedCircle" and number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number).lower() if form == "lowerRoman" else _roman(number)
    return str(number)


def chinese(number: int) -> str:
    """A whole number below 1000 in Chinese; digits beyond."""
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    text = ""
    for value, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            text, number = text + sign, number - value
    return text
