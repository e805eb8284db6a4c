"""Attachment: whose quantity is it? For every quantity of a text, the words it belongs to and the code they stand for.

In: normalised text, its quantities (mentions.py) and known words (words.py). Out: one `Fact` per quantity with measure, subject, code and item.
Rules are those of docs/reading.md: the noun to the left in the clause, its head rightmost, or the noun that follows a count; tails (增长, 占) belong to
the last level; 分别 aligns two lists; 其中 opens parts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from transforms.read.measure import Stated, judge_measure
from transforms.read.mentions import Found
from transforms.read.numbers import Quantity
from transforms.read.subject import Match, Subjects, match_left, match_right, match_tokens
from transforms.read.words import find_words
from transforms.seeds.lexicon import alternation

_BOUNDARY = re.compile(r"[，；：。！？\n()]|,(?![0-9]{3})|——")
_SENTENCE = re.compile(r"[。！？\n]")
_SEPARATOR = re.compile(r"[、和及与,，以同 ]{1,2}")
_LIST_SPLIT = re.compile("、|和|及|与|以及")


@dataclass(slots=True)
class Fact:
    """A quantity on its way to a claim: filled in by the passes of the reader, then frozen into a Claim."""

    quantity: Quantity
    start: int
    end: int
    sentence: tuple[int, int]
    clause: int
    left: int
    right: int
    measure: str = "level"
    negative: bool = False
    code: str = ""
    row: str = ""
    item: str = ""
    item_kind: str = "none"
    subject: tuple[int, int] = (0, 0)
    margin: float = 1.0
    head: Fact | None = None
    part_of: Fact | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Where clauses and sentences of a text begin."""

    boundaries: list[int]
    sentences: list[int]

    def clause_start(self, at: int) -> int:
        """Start of the clause that holds `at`."""
        return self.boundaries[bisect_right(self.boundaries, at) - 1]

    def clause_end(self, at: int, length: int) -> int:
        """Position of the boundary that ends the clause of `at`."""
        k = bisect_right(self.boundaries, at)
        return self.boundaries[k] - 1 if k < len(self.boundaries) else length

    def sentence(self, at: int, length: int) -> tuple[int, int]:
        """The sentence that holds `at`, half-open."""
        k = bisect_right(self.sentences, at)
        return self.sentences[k - 1], self.sentences[k] if k < len(self.sentences) else length


def lay_out(text: str) -> Layout:
    """Clause and sentence starts of normalised `text`."""
    return Layout([0] + [m.end() for m in _BOUNDARY.finditer(text)], [0] + [m.end() for m in _SENTENCE.finditer(text)])


@dataclass(frozen=True, slots=True)
class _Markers:
    aligned: re.Pattern[str]
    part: re.Pattern[str]


@cache
def _markers() -> _Markers:
    return _Markers(re.compile(alternation("list_marker")), re.compile(alternation("part_marker")))


def attach(text: str, found: list[Found], layout: Layout) -> list[Fact]:
    """A Fact for every quantity of `found`, with measure, code, item and subject decided."""
    facts = _facts(text, found, layout)
    tokens, starts = find_words(text)
    subjects = Subjects(text, tokens, starts, [f for f in found if f.quantity is None])
    k = 0
    while k < len(facts):
        first = k
        k += 1
        while k < len(facts) and facts[k].sentence == facts[first].sentence:
            k += 1
        _attach_sentence(text, facts[first:k], subjects, facts[first - 1] if first else None)
    return facts


def _facts(text: str, found: list[Found], layout: Layout) -> list[Fact]:
    facts: list[Fact] = []
    length = len(text)
    previous_end = 0
    for item in found:
        q = item.quantity
        if q is None:
            continue
        clause = layout.clause_start(item.start)
        facts.append(
            Fact(
                q,
                item.start,
                item.end,
                layout.sentence(item.start, length),
                clause,
                max(previous_end, clause),
                layout.clause_end(item.end, length),
            )
        )
        if len(facts) > 1 and facts[-2].right > item.start:
            facts[-2].right = item.start
        previous_end = item.end
    return facts


def _attach_sentence(text: str, facts: list[Fact], subjects: Subjects, before: Fact | None) -> None:
    state = _State(
        before if before and facts[0].sentence[0] - before.sentence[1] == 0 and "\n" not in text[before.end : facts[0].start] else None
    )
    k = 0
    while k < len(facts):
        run = _run_length(text, facts, k)
        if run > 1 and _align(text, facts[k : k + run], facts[:k], subjects, state):
            k += run
            continue
        _attach_one(text, facts, k, subjects, state)
        state.note(facts[k])
        k += 1


class _State:
    """What the sentence has named so far."""

    __slots__ = ("group", "last", "parts", "previous", "total")

    def __init__(self, previous: Fact | None) -> None:
        self.last: Fact | None = None
        self.group: list[Fact] = []
        self.total: Fact | None = None
        self.parts: int = -1
        self.previous = previous

    def note(self, fact: Fact) -> None:
        if fact.measure == "level":
            self.last = fact
            self.group = [*self.group, fact]


def _run_length(text: str, facts: list[Fact], k: int) -> int:
    """How many quantities from `k` on stand in one list, joined by 、 or 和 alone."""
    n = 1
    while k + n < len(facts):
        between = text[facts[k + n - 1].end : facts[k + n].start]
        if not (0 < len(between) <= 2 and _SEPARATOR.fullmatch(between)) or between == "，" or between == ",":
            break
        n += 1
    return n


def _stated(text: str, fact: Fact, low: int) -> Stated:
    dimension = fact.quantity.dimension
    return judge_measure(text[low : fact.start], dimension, text[fact.quantity.number_start : fact.quantity.number_end])


def _align(text: str, run: list[Fact], before: list[Fact], subjects: Subjects, state: _State) -> bool:
    """Align a list of values with a list of subjects (分别) or with the levels named before it; False where it is no such list."""
    first = run[0]
    left = text[first.left : first.start]
    marker = _markers().aligned.search(left)
    stated = _stated(text, first, first.left)
    head_end = first.left + (min(marker.start(), stated.cut) if marker else stated.cut)
    if not marker and not stated.inherits and not _LIST_SPLIT.search(left):
        return False
    parts = _subject_parts(text, first.left, head_end, len(run))
    if parts is not None and any(subjects.has_word(low, high) for low, high in parts):
        for fact, (low, high) in zip(run, parts, strict=True):
            _set_measure(fact, stated)
            _set_match(fact, match_tokens(subjects, low, high, fact, stated.measure != "level", parts[-1]), text, (low, high), subjects)
            fact.rules += ("subject:align.list",)
    elif stated.inherits and (heads := _heads(before, len(run), state)):
        for fact, head in zip(run, heads, strict=True):
            _set_measure(fact, stated)
            _inherit(fact, head, "subject:align.levels")
    else:
        return False
    if stated.measure == "level":
        state.group = list(run)
        state.last = run[-1]
    return True


def _heads(before: list[Fact], count: int, state: _State) -> list[Fact] | None:
    levels = [f for f in before if f.measure == "level"]
    if len(state.group) == count:
        return state.group
    return levels[-count:] if len(levels) >= count else None


def _subject_parts(text: str, low: int, high: int, count: int) -> list[tuple[int, int]] | None:
    """The last `count` members of the list of subjects in [low, high), or None where there are fewer."""
    cuts = [low]
    for m in _LIST_SPLIT.finditer(text, low, high):
        cuts.append(m.end())
    spans = []
    for k, start in enumerate(cuts):
        end = cuts[k + 1] if k + 1 < len(cuts) else high
        while end > start and text[end - 1] in "、和及与以":
            end -= 1
        if end > start:
            spans.append((start, end))
    return spans[-count:] if len(spans) >= count else None


def _set_measure(fact: Fact, stated: Stated) -> None:
    fact.measure = stated.measure
    fact.negative = stated.negative
    fact.rules += (f"measure:{stated.rule}",)


def _inherit(fact: Fact, head: Fact, rule: str) -> None:
    fact.head, fact.code, fact.item, fact.item_kind, fact.subject, fact.row = (
        head,
        head.code,
        head.item,
        head.item_kind,
        head.subject,
        head.row,
    )
    fact.rules += (rule,)


def _set_match(fact: Fact, match: Match | None, text: str, phrase: tuple[int, int], subjects: Subjects) -> None:
    if match is None:
        fact.subject = subjects.trim(*phrase)
        fact.item = text[fact.subject[0] : fact.subject[1]]
        fact.item_kind = "entity" if fact.item else "none"
        return
    fact.code, fact.row, fact.item, fact.item_kind, fact.subject = (
        match.code,
        match.row,
        match.item,
        match.item_kind,
        (match.start, match.end),
    )
    fact.rules += (f"indicator:{match.row}",)


def _attach_one(text: str, facts: list[Fact], k: int, subjects: Subjects, state: _State) -> None:
    fact = facts[k]
    stated = _stated(text, fact, fact.left)
    _set_measure(fact, stated)
    cut = fact.left + stated.cut
    if stated.inherits:
        _attach_tail(text, fact, cut, subjects, state)
        return
    part_of = _part_of(text, facts, k, state)
    match = match_right(subjects, fact) or match_left(subjects, fact, fact.left, fact.start)
    rule = ""
    if match is None and not subjects.has_content(fact.left, fact.start) and not subjects.right_noun(fact):
        if k and fact.start == facts[k - 1].end:
            _pair(text, fact, facts[k - 1], subjects)
            return
        match, rule = _topic(text, facts, k, subjects)
    if part_of is not None and (match is None or match.code == part_of.code) and _same_kind(fact, part_of):
        _set_part(text, fact, part_of, match, subjects)
        return
    phrase = subjects.right_phrase(fact) or (fact.left, fact.start)
    _set_match(fact, match, text, phrase, subjects)
    if rule and match:
        fact.rules += (rule,)


def _pair(text: str, fact: Fact, previous: Fact, subjects: Subjects) -> None:
    """375户1479人: one subject, two units."""
    low, high = previous.left, previous.start
    match = match_tokens(subjects, low, high, fact, False, None)
    _set_match(fact, match, text, (low, high), subjects)
    if match is not None and not fact.item and previous.item:
        fact.item, fact.item_kind = previous.item, previous.item_kind
    fact.rules += ("subject:pair",)


def _topic(text: str, facts: list[Fact], k: int, subjects: Subjects) -> tuple[Match | None, str]:
    """The subject of a clause without one: the clause before it in the sentence, if no number stands between."""
    fact = facts[k]
    low = facts[k - 1].end if k else fact.sentence[0]
    if low < fact.clause:
        match = match_left(subjects, fact, low, fact.clause - 1, loose=True)
        if match is not None:
            return match, "subject:topic"
    return None, ""


def _attach_tail(text: str, fact: Fact, cut: int, subjects: Subjects, state: _State) -> None:
    """Growth, share or completion: its own subject where one stands before the measure's words, else the last level."""
    own = match_tokens(subjects, fact.left, cut, fact, True, None)
    last = state.last or (state.previous if fact.left <= fact.sentence[0] + 1 else None)
    if own is not None and not (fact.measure == "share" and last is not None and last.code):
        _set_match(fact, own, text, (fact.left, cut), subjects)
    elif last is not None and (fact.measure in ("share", "completion") or not subjects.has_content(fact.left, cut)):
        _inherit(fact, last, "subject:last_level")
        if fact.measure == "share" and subjects.has_content(fact.left, cut):
            trimmed = subjects.trim(fact.left, cut)
            fact.item, fact.item_kind = text[slice(*trimmed)], "part"
    else:
        _set_match(fact, None, text, (fact.left, cut), subjects)


def _part_of(text: str, facts: list[Fact], k: int, state: _State) -> Fact | None:
    """The total that a part belongs to: after 其中 in the sentence, or in brackets behind the total."""
    fact = facts[k]
    low = facts[k - 1].end if k else fact.sentence[0]
    between = text[low : fact.start]
    if _markers().part.search(between) or (
        "(" in between and ")" not in between and low == (facts[k - 1].end if k else -1) and between.startswith("(")
    ):
        state.total, state.parts = state.last, k
    elif state.total is not None and re.search("[；;]", between):
        state.total = None
    elif state.total is not None and ")" in between and text[state.total.end : state.total.end + 1] == "(":
        state.total = None
    return state.total


def _same_kind(fact: Fact, total: Fact) -> bool:
    return bool(total.code) and (fact.quantity.dimension == total.quantity.dimension) and not total.row.startswith("admin_villages")


def _set_part(text: str, fact: Fact, total: Fact, match: Match | None, subjects: Subjects) -> None:
    low, high = subjects.right_phrase(fact) or subjects.trim(fact.left, fact.start)
    fact.part_of, fact.code, fact.row = total, total.code, total.row
    fact.item = (match.item if match and match.item else "") or text[low:high]
    fact.subject, fact.item_kind = (low, high), "part" if fact.item else "none"
    if not fact.item:
        fact.code = match.code if match else ""
    fact.rules += ("subject:part",)
