r"""The block of lines above a report's text: title, meeting, date, speaker.

In: a document's text. Out: a `Headline`. A report's date is looked for above the text and in the signature below it, never in between;
Chinese numerals (二〇二三年一月十日) count as digits do, and a month without a day is taken at its last day, so that nothing is believed
earlier than it can be known.

Example:
    >>> headline("政府工作报告\n——在杨集镇第十二届人民代表大会第二次会议上\n镇长  魏莉\n（2022年11月28日）\n各位代表：").speaker
    '魏莉'
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from transforms.seeds.headings import heading_pattern

MAX_LINES: Final = 14
"""A title block is no longer than this."""
MAX_LINE: Final = 60
"""Nor is a line of it, in characters; a longer one is text."""
SIGNATURE_LINES: Final = 4

_NUMBERED: Final = re.compile("[ 　]*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六]部分)")
_DATE: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?: ?年 ?(?P<month>\d{1,2}) ?月(?!份? ?[-—~至到])(?: ?(?P<day>\d{1,2}) ?[日号])?"
    r"|(?P<sign>[./-])(?P<month2>\d{1,2})(?P=sign)(?P<day2>\d{1,2})(?!\d))"
)
_CHINESE_YEAR: Final = re.compile("[一二][〇零○ＯOo0九][〇零○ＯOo0一二三四五六七八九]{2}年")
_CHINESE_MONTH: Final = re.compile("(?<=年)([一二三四五六七八九十]{1,2}|元)月(?:([一二三四五六七八九十廿卅]{1,3})[日号])?")
_WIDE_SIGN: Final = re.compile("[０-９　]")
_WIDE: Final = str.maketrans("０１２３４５６７８９　", "0123456789 ")
_DIGIT: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○ＯOo0", 0)
_YEAR: Final = re.compile(r"^ *(?:19|20)\d\d ?年")
_SPEAKER: Final = re.compile("[一-龥·]{1,4}(?: ?[一-龥·]){1,3}")
_PLACE: Final = re.compile("[一-龥]{1,12}?(?:镇|乡|街道|苏木)")


@dataclass(frozen=True, slots=True)
class Headline:
    """What stands above the text. `end` is the offset where the text begins."""

    end: int
    title: str
    first_line: str
    place: str
    delivered: date | None
    session: str
    speaker: str


def headline(text: str) -> Headline:
    """The title block of `text`."""
    lines, end = _block(text)
    plain = [arabic_dates(line) for line in lines]
    titles = [line for line in plain if not _is_date_line(line) and not heading_pattern("published").search(line)]
    joined = " ".join(titles)
    session = heading_pattern("session").search(joined)
    first = titles[0] if titles else ""
    place = _PLACE.match(_YEAR.sub("", first))
    return Headline(
        end,
        _DATE.sub("", joined),
        first,
        place.group() if place else "",
        _delivered(plain, text),
        session.group() if session else "",
        _speaker(titles[1:]),
    )


def arabic_dates(line: str) -> str:
    """`line` with years, months and days in digits; other characters unchanged."""
    if _WIDE_SIGN.search(line):
        line = line.translate(_WIDE)
    if "年" not in line:
        return line
    line = _CHINESE_YEAR.sub(lambda m: "".join(str(_DIGIT[c]) for c in m.group()[:-1]) + "年", line)
    return _CHINESE_MONTH.sub(lambda m: f"{_small(m[1])}月" + (f"{_small(m[2])}日" if m[2] else ""), line)


def _small(numeral: str) -> int:
    """十 → 10, 二十一 → 21, 廿三 → 23, 元 → 1."""
    if numeral == "元":
        return 1
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int("".join(str(_DIGIT[c]) for c in numeral))
    return (_DIGIT[tens[-1]] if tens else 1) * 10 + (_DIGIT[ones[0]] if ones else 0)


def _block(text: str) -> tuple[list[str], int]:
    lines: list[str] = []
    at, seen = 0, 0
    while at < len(text) and seen < MAX_LINES:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop].strip()
        if line:
            if lines and _begins_text(line):
                break
            lines.append(line[: MAX_LINE * 2])
            seen += 1
        at = stop + 1
    return lines, min(at, len(text))


def _begins_text(line: str) -> bool:
    if heading_pattern("salutation").match(line) or _NUMBERED.match(line):
        return True
    if len(line) > MAX_LINE:
        return True
    return "。" in line and not line.endswith(("）", ")"))


def _is_date_line(line: str) -> bool:
    return bool(_DATE.fullmatch(line.strip("（）() —-")))


def _delivered(lines: list[str], text: str) -> date | None:
    """The date above the text, the meeting's before the publisher's; else that of the signature."""
    published = heading_pattern("published")
    head = sorted(lines, key=lambda line: bool(published.search(line)))
    tail = [arabic_dates(line.strip()) for line in text[-200:].split("\n")[-SIGNATURE_LINES:]]
    for line in (*head, *(line for line in tail if len(line) <= 24)):
        for match in _DATE.finditer(line):
            if (day := _as_date(match)) is not None:
                return day
    return None


def _as_date(match: re.Match[str]) -> date | None:
    year, month = int(match["year"]), int(match["month"] or match["month2"])
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    written = match["day"] or match["day2"]
    day = int(written) if written else last
    return date(year, month, day) if 1 <= day <= last else None


def _speaker(lines: list[str]) -> str:
    """A line that is a name, alone or after an office: 镇长  魏莉, 张　贵."""
    for line in lines:
        if len(line) > 30 or "“" in line or line.startswith("—"):
            continue
        offices = list(heading_pattern("office").finditer(line))
        name = line[offices[-1].end() :] if offices else line
        name = name.strip(" 　（）()")
        if (
            2 <= len(name.replace(" ", "")) <= 4
            and _SPEAKER.fullmatch(re.sub(" +", " ", name))
            and not heading_pattern("not_name").search(name)
        ):
            return name.replace(" ", "")
    return ""
