r"""Which year a report is about.

In: a document's text, its file name and, where the claims were read already, how many are dated to each year. Out: `ReportYear`, or
None where nothing says a year. The order of the rules is that of docs/design.md ("Which year a report is about"); the deciding rule is
stored, and so is what the others would have said. The words are seeds/lexicon/headings.csv.

Example:
    >>> resolve_year("政府工作报告\n（2023年1月10日）\n各位代表：\n一、2022年工作回顾\n完成投资3亿元。").year
    2022
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from transforms.model import ReportYear
from transforms.read.headline import Headline, arabic_dates, headline
from transforms.seeds.headings import heading_pattern

FIRST_YEAR: Final = 1985
LAST_YEAR: Final = 2049
"""Years outside are typing errors or plans for a century."""
FIRST_HALF: Final = 6
"""A report delivered up to this month speaks of the year before."""
EVENT_MONTHS: Final = 2
"""A thematic report without a year speaks of the year before only up to this month."""

MIN_HEADING: Final = 3
MAX_HEADING: Final = 45
"""A heading's length in characters."""
RUN_IN: Final = 24
"""A heading that its paragraph follows on the same line is shorter."""

_YEAR: Final = re.compile(r"((?:19|20)(?<!\d(?:19|20))\d\d) ?年? ?(?:[-—–~～至到]{1,2} ?((?:19|20)\d\d) ?)?年")
_SHORT_YEAR: Final = re.compile(r"(?<!\d)([01]\d)年(?=工作|度|主要|经济|上半年)")
_PART_OF_YEAR: Final = re.compile(r"((?:19|20)\d\d) ?年(?:上半年|前|第?[一二三1-3]季度|\d{1,2} ?月|[1一] ?[-—~至到])")
_NUMBERED: Final = re.compile(r"[ 　]*(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六]部分)")
_JOINT: Final = re.compile("[和及与暨、，,；;（(）)]|—{2}")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?(?![\d年月日号])")
_SENTENCE_END: Final = re.compile("[。；\n]")
_FILE_YEAR: Final = re.compile(r"(?=[12])(?<!\d)((?:19|20)\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class _Says:
    """One rule's answer."""

    rule: str
    year: int


@dataclass(frozen=True, slots=True)
class _Headings:
    """What the headings say: years reviewed and planned in the order of the text, and where the plan begins."""

    reviewed: tuple[int, ...]
    planned: tuple[int, ...]
    has_review: bool
    words: str
    plan_at: int


def resolve_year(text: str, file_name: str = "", claim_years: Mapping[int, int] | None = None) -> ReportYear | None:
    """The year `text` is about.

    Args:
        text: the document's text.
        file_name: name as received; the last resort.
        claim_years: number of actual claims dated to each year. None: the years named in the text's past statements are counted instead.

    Returns:
        The year with the rule that decided, what other rules say, kind, date, session and speaker; None where no rule answers.
    """
    head = headline(text)
    headings = _headings(text, head)
    title_reviewed, title_planned = _title_years(head)
    planned_only = _plan_only(head, headings)
    kind = _kind(head, headings, planned_only)
    if planned_only:
        says = list(_plan_years(head, title_planned + title_reviewed, file_name))
    else:
        body = headings.reviewed or title_reviewed
        says = list(_rules(text, head, headings, body, title_planned, kind, claim_years, file_name))
    says = [say for say in says if FIRST_YEAR <= say.year <= LAST_YEAR]
    if not says:
        return None
    first = says[0]
    others = "; ".join(f"{say.rule}={say.year}" for say in says[1:] if say.year != first.year)
    return ReportYear(
        first.year, "planned" if planned_only else "reviewed", kind, first.rule, head.delivered, others, head.session, head.speaker
    )


def _rules(
    text: str,
    head: Headline,
    headings: _Headings,
    reviewed: tuple[int, ...],
    title_planned: tuple[int, ...],
    kind: str,
    claim_years: Mapping[int, int] | None,
    file_name: str,
) -> Iterator[_Says]:
    delivered = head.delivered
    if reviewed:
        sensible = [year for year in reviewed if delivered is None or year <= delivered.year]
        yield _Says("review_heading", max(sensible or reviewed))
    for year in (headings.planned or title_planned)[:1]:
        yield _Says("plan_heading", year if kind == "half_year" else year - 1)
    # Against the date of delivery only a majority of all figures counts: undated ones belong to the report's own year.
    named = _YEAR.findall(head.title)
    anchor = delivered.year if delivered else max((int(end or start) for start, end in named), default=None)
    counts = Counter(claim_years) if claim_years is not None else _named_years(text, head, headings)
    due = None if delivered is None else delivered.year - _looks_back(delivered, kind, head)

    def figures() -> int:
        return counts.total() if claim_years is not None else len(_NUMBER.findall(text, head.end, headings.plan_at))

    if counts:
        top = max(counts, key=lambda year: (counts[year], year))
        if anchor is None and _speaks_later(text, head, headings, top):
            yield _Says("claim_years", top + 1)
        if (anchor is None or top in (anchor, anchor - 1)) and (due in (None, top) or counts[top] * 2 > figures()):
            yield _Says("claim_years", top)
    if due is not None:
        yield _Says("delivery_date", due)
    titled = [year for year, cue in _pieces(head.title) if year is not None and cue != "plan"]
    if titled:
        yield _Says("title", _title_year(text, head, max(titled)))
    for name in _FILE_YEAR.findall(file_name)[-1:]:
        yield _Says("file_name", int(name))


def _speaks_later(text: str, head: Headline, headings: _Headings, year: int) -> bool:
    """Do figures of part of "this year" stand beside those of `year` as a whole (2015年越过8亿元，今年1至8月…)?

    Then the report is about the year after.
    """
    if heading_pattern("this_year_part").search(text, head.end, headings.plan_at) is None:
        return False
    return not any(int(match[1]) == year for match in _PART_OF_YEAR.finditer(text, head.end, headings.plan_at))


def _looks_back(delivered: date, kind: str, head: Headline) -> int:
    """1 where a report of this date speaks of the year before, else 0."""
    if kind == "half_year":
        return 0
    if kind == "thematic" and not heading_pattern("report").search(head.title):
        if heading_pattern("event").search(head.title):
            return 0
        return int(delivered.month <= EVENT_MONTHS)
    return int(delivered.month <= FIRST_HALF)


def _title_year(text: str, head: Headline, year: int) -> int:
    """A title's year: X年政府工作报告 names the year of delivery where the text looks back on "the past year" and never names X."""
    if not heading_pattern("report").search(head.title):
        return year
    if any(int(found[2] or found[1]) == year for found in _YEAR.finditer(text, head.end)):
        return year
    if heading_pattern("past_year").search(text) and not heading_pattern("this_year").search(text):
        return year - 1
    return year


def _plan_years(head: Headline, years: tuple[int, ...], file_name: str) -> Iterator[_Says]:
    """The year of a document that only plans: its title's, else that of the months to come."""
    for year in years[:1]:
        yield _Says("title", year)
    if head.delivered is not None:
        yield _Says("delivery_date", head.delivered.year + int(head.delivered.month > FIRST_HALF + 4))
    for name in _FILE_YEAR.findall(file_name)[-1:]:
        yield _Says("file_name", int(name))


def _plan_only(head: Headline, headings: _Headings) -> bool:
    if headings.has_review:
        return False
    cues = [cue for _, cue in _pieces(head.title)]
    return "plan" in cues and "review" not in cues


def _kind(head: Headline, headings: _Headings, planned_only: bool) -> str:
    if planned_only:
        return "plan"
    if heading_pattern("part_year").search(head.title) or heading_pattern("part_year").search(headings.words):
        return "half_year"
    if heading_pattern("five_year").search(head.title) or heading_pattern("five_year").search(headings.words):
        return "five_year"
    if heading_pattern("report").search(head.title):
        return "annual"
    topic = _YEAR.sub("", head.first_line.replace(head.place, ""))
    topic = re.sub("[^一-龥]", "", heading_pattern("generic").sub("", topic))
    return "thematic" if len(topic) > 1 else "annual"


def _title_years(head: Headline) -> tuple[tuple[int, ...], tuple[int, ...]]:
    pieces = [(year, cue) for year, cue in _pieces(head.title) if year is not None]
    reviewed = tuple(year for year, cue in pieces if cue == "review")
    return reviewed, tuple(year for year, cue in pieces if cue == "plan")


def _headings(text: str, head: Headline) -> _Headings:
    """What the headings below the title block say."""
    reviewed: list[int] = []
    planned: list[int] = []
    words: list[str] = []
    plan_at = len(text)
    for at, body, numbered in _heading_lines(text, head):
        for year, cue in _pieces(body):
            bare = cue == "weak" or (not cue and year is not None and numbered)
            if cue == "review" or (bare and not planned and not words):
                words.append(body)
                reviewed.extend([year] if year is not None else [])
            elif (cue == "plan" or bare) and plan_at == len(text) and (year is not None or numbered):
                plan_at = at
                planned.extend([year] if year is not None and cue == "plan" else [])
    return _Headings(tuple(reviewed), tuple(planned), bool(words), " ".join(words), plan_at)


def _heading_lines(text: str, head: Headline) -> Iterator[tuple[int, str, bool]]:
    """Offset, words and whether numbered, of every short line that is numbered or names a year; a heading may run into its paragraph."""
    at = head.end
    for line in text[head.end :].split("\n"):
        title, stop, _ = line.partition("。")
        numbered = bool(_NUMBERED.match(title))
        run_in = stop and len(title) <= RUN_IN and "，" not in title and "年" in title[:RUN_IN]
        if MIN_HEADING < len(title) <= MAX_HEADING and (run_in or (not stop and (numbered or "年" in title))):
            yield at, arabic_dates(_NUMBERED.sub("", title, count=1).strip()), numbered
        at += len(line) + 1


def _pieces(line: str) -> list[tuple[int | None, str]]:
    """Each part of a title or heading with the year it stands under and what its last cue says: review, plan, weak or nothing.

    The head of a Chinese phrase is its last word, so 目标任务完成情况 is a review and 完成情况下的工作安排 a plan.
    """
    found: list[tuple[int | None, str]] = []
    year: int | None = None
    for piece in _JOINT.split(line):
        own = _years_in(piece)
        if own:
            year = own[-1]
        cue = _last_cue(piece)
        if cue == "plan" and not own:
            found.append((None, cue))
        elif cue or own:
            found.append((year, cue))
    return _inherit(found)


def _inherit(pieces: list[tuple[int | None, str]]) -> list[tuple[int | None, str]]:
    """2022年重点工作和民生实事完成情况: a plan word of the same year as a review word after it is part of the review."""
    reviewed = {year for year, cue in pieces if cue == "review" and year is not None}
    return [(year, "review" if cue in ("plan", "") and year in reviewed else cue) for year, cue in pieces]


def _last_cue(piece: str) -> str:
    review, plan = _last_end(heading_pattern("review"), piece), _last_end(heading_pattern("plan"), piece)
    if review < 0 and plan < 0:
        return "weak" if heading_pattern("review_weak").search(piece) else ""
    return "review" if review >= plan else "plan"


def _last_end(words: re.Pattern[str], piece: str) -> int:
    """Where the last of `words` in `piece` ends, -1 for none."""
    end = -1
    for found in words.finditer(piece):
        end = found.end()
    return end


def _years_in(piece: str) -> list[int]:
    years = [int(end or start) for start, end in _YEAR.findall(piece)]
    return years or [2000 + int(short) for short in _SHORT_YEAR.findall(piece)]


def _named_years(text: str, head: Headline, headings: _Headings) -> Counter[int]:
    """Years named in past statements below the title and before the plan, each weighed by the figures that follow in its sentence."""
    counts: Counter[int] = Counter()
    for match in _YEAR.finditer(text, head.end, headings.plan_at):
        start, end = match.span()
        signature = text[start - 1 : start] == "\n" and text[end : end + 2].strip()[:1].isdigit()
        if match[2] or signature or heading_pattern("not_period_after").match(text, end):
            continue
        if text.endswith(_base_words(), 0, start):
            continue
        begin = max(text.rfind(mark, head.end, start) for mark in "。；\n") + 1
        stop = close.start() if (close := _SENTENCE_END.search(text, end)) else len(text)
        if heading_pattern("future").search(text, begin, stop):
            continue
        counts[int(match[1])] += max(1, len(_NUMBER.findall(text, end, stop)))
    return counts


@cache
def _base_words() -> tuple[str, ...]:
    return tuple(heading_pattern("base_before").pattern.split("|"))
