"""Lists of values: 分别 and 、 align the values with the subjects named before them, or with the levels.

In: a run of facts joined by 、 or 和. Out: their measures, codes and items, where the two lists have the same length; if they differ, no
subject rather than a wrong one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from transforms.read.facts import Fact
from transforms.read.measure import Stated, judge_measure
from transforms.read.sentence import Sentence, inherit, set_match, set_measure, set_part
from transforms.read.subject import Match, match_tokens
from transforms.read.topics import same_head
from transforms.seeds.files import read_rows
from transforms.seeds.lexicon import pattern

_SEPARATOR: Final = pattern("list_separator")
_SPLIT: Final = pattern("list_split")
_YEAR_BEFORE: Final = pattern("year_before_alone")
_ALIGNED: Final = pattern("aligned")
_JOINTS: Final = "、和及与以"
_LONE_COMMAS: Final = ("，", ",")


class _Run(NamedTuple):
    """Values in one list, with the members of the list of subjects before them, where there are as many."""

    facts: list[Fact]
    stated: Stated
    head_end: int
    members: list[tuple[int, int]] | None
    marked: bool
    """Does 分别 or the like stand before the values?"""


def run_length(text: str, facts: list[Fact], k: int) -> int:
    """How many quantities from `k` on stand in one list, joined by 、 or 和 alone."""
    n = 1
    while k + n < len(facts):
        low, high = facts[k + n - 1].end, facts[k + n].start
        if not 0 < high - low <= 2 or text[low:high] in _LONE_COMMAS or not _SEPARATOR.fullmatch(text, low, high):
            break
        n += 1
    return n


def align(sentence: Sentence, k: int, count: int) -> bool:
    """Align `count` values from the k-th on with a list of subjects or of levels; False where they are no such list."""
    run = _find_run(sentence, sentence.facts[k : k + count]) or _named_run(sentence, sentence.facts[k : k + count])
    if run is None:
        return False
    for way in (_with_union, _with_subjects, _with_levels, _with_same, _with_parts, _with_nothing):
        if way(sentence, run, k):
            if run.stated.measure == "level":
                sentence.group = list(run.facts)
                sentence.last = run.facts[-1]
            return True
    return False


def _find_run(sentence: Sentence, facts: list[Fact]) -> _Run | None:
    first, text = facts[0], sentence.text
    marker = _ALIGNED.search(first.near)
    stated = judge_measure(first.near.rstrip(), first.quantity.dimension, text[first.quantity.number_start : first.end])
    if not marker and not stated.inherits and not _SPLIT.search(first.near):
        return None
    head_end = first.left + (min(marker.start(), stated.cut) if marker else stated.cut)
    return _Run(facts, stated, head_end, _members(text, first.left, head_end, len(facts)), marker is not None)


def _members(text: str, low: int, high: int, count: int) -> list[tuple[int, int]] | None:
    """The last `count` members of the list of subjects in [low, high), or None where there are fewer."""
    cuts = [low, *(m.end() for m in _SPLIT.finditer(text, low, high))]
    spans = []
    for start, stop in zip(cuts, [*cuts[1:], high], strict=True):
        end = start + len(text[start:stop].rstrip(_JOINTS))
        if end > start:
            spans.append((start, end))
    return spans[-count:] if len(spans) >= count else None


def _named_run(sentence: Sentence, facts: list[Fact]) -> _Run | None:
    """Values without 分别 behind a name for as many indicators (存贷款余额达7亿元和4亿元)."""
    first = facts[0]
    if not any(len(union.codes) == len(facts) and union.pattern.search(sentence.text, first.left, first.start) for union in _unions()):
        return None
    stated = judge_measure(first.near.rstrip(), first.quantity.dimension, sentence.text[first.quantity.number_start : first.end])
    return _Run(facts, stated, first.start, None, True)


class _Union(NamedTuple):
    """One name for several indicators (三次产业增加值) and their codes in the order of the values."""

    row: str
    pattern: re.Pattern[str]
    codes: tuple[str, ...]


@cache
def _unions() -> tuple[_Union, ...]:
    """Rows of seeds/lexicon/unions.csv."""
    rows = read_rows("lexicon/unions.csv", required=("id", "pattern", "codes", "example"))
    return tuple(_Union(row["id"], re.compile(row["pattern"]), tuple(row["codes"].split("|"))) for row in rows)


def _with_union(sentence: Sentence, run: _Run, _: int) -> bool:
    """城乡居民人均可支配收入分别达到3.2万元、1.8万元: one name for as many indicators as there are values."""
    low, high = run.facts[0].left, run.facts[0].start
    for union in _unions():
        found = union.pattern.search(sentence.text, low, high)
        if found is None or len(union.codes) != len(run.facts):
            continue
        for fact, code in zip(run.facts, union.codes, strict=True):
            set_measure(fact, run.stated)
            set_match(sentence, fact, Match(code, union.row, "", "none", *found.span()), found.span())
            fact.rules += ("subject:align.union",)
        return True
    return False


def _with_subjects(sentence: Sentence, run: _Run, _: int) -> bool:
    """工业、农业总产值分别为5亿元、3亿元."""
    members, text = run.members, sentence.text
    if members is None or not any(sentence.phrases.has_word(*member) for member in members):
        return False
    verb = text[run.head_end : run.facts[0].start]
    for fact, member in zip(run.facts, members, strict=True):
        set_measure(fact, run.stated)
        match = match_tokens(sentence.phrases, *member, fact, run.stated.measure != "level", members[-1], verb)
        match = match or same_head(sentence, member, sentence.earlier) or same_head(sentence, members[-1], sentence.earlier)
        set_match(sentence, fact, match, member)
        fact.rules += ("subject:align.list",)
    _tell_apart(text, run.facts, members)
    _share_yield(text, run.facts, members)
    return True


def _tell_apart(text: str, run: list[Fact], members: list[tuple[int, int]]) -> None:
    """Members of one list that share a code are its parts: each keeps its own words as item."""
    codes = [fact.code for fact in run]
    for fact, (low, high) in zip(run, members, strict=True):
        if fact.code and not fact.item and codes.count(fact.code) > 1:
            fact.item, fact.item_kind = text[low:high], "part"


def _share_yield(text: str, run: list[Fact], members: list[tuple[int, int]]) -> None:
    """水稻、小麦单产分别为612公斤、398公斤: a crop before the one whose yield is named has a yield too."""
    if run[-1].code != "grain_yield":
        return
    for fact, (low, high) in zip(run[:-1], members[:-1], strict=True):
        if fact.code == "grain_output":
            fact.code, fact.row, fact.item, fact.item_kind = run[-1].code, run[-1].row, text[low:high], "entity"


def _with_levels(sentence: Sentence, run: _Run, k: int) -> bool:
    """…5亿元、3亿元，分别增长5.1%、-6.2%: the growths of the levels just named."""
    if not run.stated.inherits:
        return False
    count = len(run.facts)
    levels = sentence.group if len(sentence.group) == count else sentence.levels_before(k)[-count:]
    if len(levels) < count:
        return False
    for fact, level in zip(run.facts, levels, strict=True):
        set_measure(fact, run.stated)
        inherit(fact, level, "subject:align.levels")
    return True


def _with_same(sentence: Sentence, run: _Run, _: int) -> bool:
    """…分别达到5亿元、3亿元，而2018年分别是4亿元、2亿元: the same subjects in another year."""
    group, first = sentence.group, run.facts[0]
    if not run.marked or run.stated.measure != "level" or len(group) != len(run.facts):
        return False
    if not _YEAR_BEFORE.fullmatch(sentence.text, first.left, run.head_end) or not all(fact.code for fact in group):
        return False
    if any(one.quantity.dimension != other.quantity.dimension for one, other in zip(group, run.facts, strict=True)):
        return False
    for fact, same in zip(run.facts, group, strict=True):
        set_measure(fact, run.stated)
        inherit(fact, same, "subject:align.same")
        fact.head = None  # of another time
    return True


def _with_parts(sentence: Sentence, run: _Run, _: int) -> bool:
    """Unknown members behind a total of the same kind are its parts."""
    total = sentence.last
    if run.members is None or not run.marked or total is None or not total.code:
        return False
    if total.quantity.dimension != run.facts[0].quantity.dimension:
        return False
    for fact, member in zip(run.facts, run.members, strict=True):
        set_measure(fact, run.stated)
        set_part(sentence, fact, total, None, sentence.phrases.trim(*member))
    return True


def _with_nothing(sentence: Sentence, run: _Run, _: int) -> bool:
    """Rates of levels that nobody named keep their own words."""
    if not run.stated.inherits:
        return False
    for fact in run.facts:
        set_measure(fact, run.stated)
        set_match(sentence, fact, None, (run.facts[0].left, run.head_end))
    return True
