"""Attachment: whose quantity is it? For every quantity of a text, the words it belongs to and the code they stand for.

In: normalised text, its quantities (mentions.py) and known words (words.py). Out: one `Fact` per quantity with measure, subject, code and item.
Rules are those of docs/reading.md: the noun to the left in the clause, its head rightmost, or the noun that follows a count; tails (增长, 占) belong to
the last level; 分别 aligns two lists; 其中 opens parts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cache

from transforms.read.measure import Stated, judge_measure
from transforms.read.mentions import Found
from transforms.read.numbers import Quantity
from transforms.read.subject import Match, Subjects, match_after, match_left, match_right, match_tokens
from transforms.read.words import find_words
from transforms.seeds.indicators import load_indicators
from transforms.seeds.lexicon import alternation, words_of

_BOUNDARY = re.compile(r"[，；：。！？\n()]|,(?![0-9]{3})|——")
_GLOSS = re.compile(r"[(][^()0-9\n，。；：]{1,10}[)](?![，。；：])")
"""A short bracket without a figure (国内生产总值（GDP）) is part of the words it stands in."""
_SENTENCE = re.compile(r"[。！？\n]")
_SEPARATOR_OR_NONE = re.compile(r"[、和及与,，共计 ]{0,3}(?:金额|资金|面积|总长|长|涉及|计|共)?")
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
    origin: int = 0
    behind: int = 0
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
    glosses = {at for m in _GLOSS.finditer(text) for at in (m.start() + 1, m.end())}
    return Layout(
        [0] + [m.end() for m in _BOUNDARY.finditer(text) if m.end() not in glosses], [0] + [m.end() for m in _SENTENCE.finditer(text)]
    )


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
        _attach_sentence(text, facts[first:k], subjects, _before(text, facts, first), facts[max(0, first - 24) : first])
    return facts


_OPENING_PARTS = re.compile("[ ]*(?:分类看|分开看|分类统计|其中|具体)")


def _before(text: str, facts: list[Fact], first: int) -> list[Fact]:
    """The facts of the sentence before, where it stands in the same paragraph and touches this one."""
    if first and _OPENING_PARTS.match(text, facts[first].sentence[0]):
        return facts[max(0, first - 8) : first]
    if first == 0 or facts[first - 1].sentence[1] != facts[first].sentence[0] or text[facts[first].sentence[0] - 1] == "\n":
        return []
    start = first - 1
    while start > 0 and facts[start - 1].sentence == facts[first - 1].sentence:
        start -= 1
    return facts[start:first]


def _facts(text: str, found: list[Found], layout: Layout) -> list[Fact]:
    facts: list[Fact] = []
    length = len(text)
    people = words_of("person_noun")
    previous_end = 0
    for item in found:
        q = item.quantity
        if q is None:
            continue
        if not q.unit and q.multiplied and text.startswith(people, item.end):
            q = replace(q, unit="人", dimension="person")
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
    for k in range(len(facts) - 1, -1, -1):
        fact = facts[k]
        fact.origin, fact.behind = fact.left, fact.end
        if k + 1 < len(facts) and facts[k + 1].start == fact.end:
            fact.behind, fact.right = facts[k + 1].behind, facts[k + 1].right
    return facts


def _attach_sentence(text: str, facts: list[Fact], subjects: Subjects, before: list[Fact], earlier: list[Fact]) -> None:
    state = _State(before, earlier)
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

    __slots__ = ("before", "bracket", "earlier", "group", "last", "listed", "previous", "subject", "totals")

    def __init__(self, before: list[Fact], earlier: list[Fact]) -> None:
        self.earlier = earlier
        self.last: Fact | None = None
        self.group: list[Fact] = []
        self.totals: list[Fact] = []
        self.bracket = False
        self.listed = False
        self.before = [f for f in before if f.measure == "level"]
        self.previous = before[-1] if before else None
        self.subject: Fact | None = None

    def note(self, fact: Fact) -> None:
        if fact.measure == "level":
            self.last = fact
            self.group = [*self.group, fact]
        elif fact.measure == "delta" and fact.head is None and fact.code:
            self.last = fact
        self.subject = fact if fact.measure in ("yoy", "growth") and fact.head is None else None


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
    return judge_measure(text[low : fact.start].rstrip(), dimension, text[fact.quantity.number_start : fact.end])


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
            match = match_tokens(subjects, low, high, fact, stated.measure != "level", parts[-1], text[head_end : first.start])
            match = match or _same_head(text, (low, high), state.earlier, subjects) or _same_head(text, parts[-1], state.earlier, subjects)
            _set_match(fact, match, text, (low, high), subjects)
            fact.rules += ("subject:align.list",)
        _tell_apart(text, run, parts)
    elif stated.inherits and (heads := _heads(before, len(run), state)):
        for fact, head in zip(run, heads, strict=True):
            _set_measure(fact, stated)
            _inherit(fact, head, "subject:align.levels")
    elif (
        parts is not None
        and marker
        and (total := state.last) is not None
        and total.code
        and total.quantity.dimension == first.quantity.dimension
    ):
        for fact, (low, high) in zip(run, parts, strict=True):
            _set_measure(fact, stated)
            _set_part(text, fact, total, None, subjects, subjects.trim(low, high))
    elif stated.inherits:
        for fact in run:
            _set_measure(fact, stated)
            _set_match(fact, None, text, (first.left, head_end), subjects)
    else:
        return False
    if stated.measure == "level":
        state.group = list(run)
        state.last = run[-1]
    return True


def _tell_apart(text: str, run: list[Fact], parts: list[tuple[int, int]]) -> None:
    """Members of one list that share a code are its parts: each keeps its own words as item."""
    codes = [fact.code for fact in run]
    for fact, (low, high) in zip(run, parts, strict=True):
        if fact.code and not fact.item and codes.count(fact.code) > 1:
            fact.item, fact.item_kind = text[low:high], "part"


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
    if (
        stated.measure == "share"
        and text[fact.left : fact.start].strip() == "占"
        and any(f.measure == "completion" and f.sentence == fact.sentence for f in facts[:k])
    ):
        stated = Stated("completion", False, 0, "measure.completion_goes_on", True)
    if stated.rule == "measure.plain_delta" and subjects.right_noun(fact):
        stated = Stated("level", False, fact.start - fact.left, "measure.level", False)
    if fact.quantity.dimension == "percent" and text[fact.left : fact.start].strip() == "的" and k:
        task = _TASK_OF.search(text, facts[k - 1].clause, facts[k - 1].start) is not None
        stated = Stated("completion" if task else "share", False, 0, "measure.of_a_number", True)
        state.last = next((f for f in reversed(facts[: k - 1]) if f.measure == "level"), state.last)
    _set_measure(fact, stated)
    cut = fact.left + stated.cut
    if stated.inherits:
        _attach_tail(text, fact, cut, subjects, state)
        return
    if _is_bare_delta(text, fact, state) and not subjects.right_noun(fact):
        fact.measure = "level" if (state.last or fact).code.endswith("_new") else "delta"
        fact.negative = re.search("减|降|少", text[fact.left : fact.start]) is not None
        _inherit(fact, state.last or fact, "subject:bare_delta")
        return
    part_of = _part_of(text, facts, k, state)
    match = None if k and facts[k - 1].end == fact.start else match_right(subjects, fact) or _project_behind(text, fact, subjects)
    previous = facts[k - 1] if k else None
    attributive = subjects.right_noun(fact) and (subjects.right_known(fact) or subjects.has_content(fact.left, fact.start, strict=True))
    if match is None and not (attributive and fact.quantity.dimension in _COUNTED and subjects.right_known(fact)):
        match = match_left(subjects, fact, fact.left, fact.start)
    if (
        match is not None
        and match.row in _GENERIC_OUTPUT
        and text[match.start : match.end] in _BARE_OUTPUT
        and previous is not None
        and previous.code in _CROPS
        and not fact.quantity.unit == "元"
    ):
        crop = match_tokens(subjects, previous.left, previous.start, fact, False, None)
        match = crop or match
    rule = ""
    bare = not attributive and not subjects.has_content(fact.left, fact.start)
    if (
        (match is None or not match.code)
        and fact.quantity.dimension in _AFTER
        and not subjects.has_content(fact.left, fact.start, strict=True)
    ):
        match = match_after(subjects, fact) or match
    if match is None and (not attributive or (k and facts[k - 1].end == fact.start)):
        match, rule = _without_subject(text, facts, k, subjects, state, bare)
    if match is not None and _is_average(text, fact, match):
        match = None
    if match is None and fact.quantity.dimension == "tree" and re.search("栽|植|种|绿化", text[fact.clause : fact.start]):
        match = Match(
            "trees_planted", "trees_planted.unit", text[slice(*subjects.trim(fact.left, fact.start))], "entity", fact.left, fact.start
        )
    if match is None:
        match = _same_head(text, (fact.left, fact.start), [*state.earlier, *facts[:k]], subjects)
    if part_of is not None and match is not None and match.code.startswith("projects_introduced") and part_of.code.startswith("projects_"):
        match = None
    if part_of is not None and (match is None or match.code == part_of.code or (not match.code and fact.quantity.dimension in _DIVISIBLE)):
        _set_part(text, fact, part_of, match, subjects)
        return
    if match is None and bare and _inherit_level(text, fact, state):
        return
    phrase = subjects.right_phrase(fact) or (fact.left, fact.start)
    if match is not None and match.code == "project_investment" and not _speaks_of_project(text, facts, k, match):
        signed = previous is not None and previous.code == "projects_signed"
        match = Match("signed_investment", "signed_investment.portfolio", "", "none", match.start, match.end) if signed else None
    _set_match(fact, match, text, phrase, subjects)
    if attributive and k + 1 < len(facts) and phrase[1] <= facts[k + 1].start and not subjects.fits_any(phrase, facts[k + 1]):
        facts[k + 1].left = max(facts[k + 1].left, phrase[1])
    if rule and match:
        fact.rules += (rule,)
    _set_batch(text, fact)
    _set_average(text, fact)
    _set_crop(fact, facts[:k], subjects)
    _set_growth_of_stock(text, fact)


_AVERAGE = re.compile("年均|平均每年|每年平均|月均|日均|平均每月")


_GROWING = re.compile("新增|新识别|净增|新植|新栽|扩园|扩种|新扩|新发展|新种|新建|新参保")


@cache
def _is_growing_stock(code: str) -> bool:
    indicator = load_indicators().get(code)
    return indicator is not None and indicator.kind == "stock" and not code.startswith(("projects_", "poverty_", "key_", "elderly_"))


def _set_growth_of_stock(text: str, fact: Fact) -> None:
    """新增 of a stock that has no flow code of its own, and 净增 of any, is a change (annotation guide, ruling 17)."""
    if fact.code in _WITH_FLOW and "净增" in text[fact.clause : fact.start]:
        fact.code, fact.measure = fact.code.removesuffix("_new"), "delta"
        fact.rules += ("measure:measure.net_growth",)
    if _is_growing_stock(fact.code) and fact.measure == "level" and _GROWING.search(text, fact.clause, fact.start):
        fact.measure = "delta"
        fact.rules += ("measure:measure.growing_stock",)


def _set_crop(fact: Fact, before: list[Fact], subjects: Subjects) -> None:
    """A yield, or a bare 总产, is of the crop that the sentence named last."""
    if fact.code not in ("grain_yield", "grain_output") or fact.item:
        return
    if fact.code == "grain_output" and not fact.rules[-1].endswith("crop_goes_on"):
        return
    previous = before[-1] if before else None
    if previous is not None and previous.code == "grain_area" and previous.item:
        fact.item, fact.item_kind = previous.item, "entity"
    elif fact.code == "grain_yield" and (crop := subjects.last_crop(fact.sentence[0], fact.start)):
        fact.item, fact.item_kind = crop, "entity"


def _set_average(text: str, fact: Fact) -> None:
    """A yearly average over a span is no year's total."""
    if fact.code and not fact.item and (found := _AVERAGE.search(text, fact.left, fact.start)):
        fact.item, fact.item_kind = found[0], "part"


_BARE_DELTA = re.compile(rf"(?:{alternation('delta_word')})(?:了|约|近|超过)?")


def _is_bare_delta(text: str, fact: Fact, state: _State) -> bool:
    """…2818元，增加312元: nothing but the verb stands before a number of the level's own unit."""
    last = state.last
    left = text[fact.left : fact.start].strip()
    return last is not None and last.quantity.dimension == fact.quantity.dimension and _BARE_DELTA.fullmatch(left) is not None


_DIVISIBLE = frozenset({"head", "area", "mass"})
_AFTER = frozenset({"person", "count", "household", "area"})
_BARE_OUTPUT = frozenset({"产量", "总产量", "总产", "年产量"})
_GENERIC_OUTPUT = frozenset({"crop_output.2", "grain_output.2"})
_CROPS = frozenset({"crop_area", "crop_output", "grain_area", "grain_output"})
_COUNTED = frozenset({"count", "household", "person", "tree", "head", "event"})
_POPULATION_NEIGHBOURS = frozenset(
    {"admin_villages", "village_groups", "population", "households", "communities", "natural_villages", "land_area"}
)


def _without_subject(text: str, facts: list[Fact], k: int, subjects: Subjects, state: _State, bare: bool) -> tuple[Match | None, str]:
    """A number whose own clause names nothing: its neighbour's words, the clause before, or the township's people."""
    fact = facts[k]
    if bare:
        if k and _SEPARATOR_OR_NONE.fullmatch(text[facts[k - 1].end : fact.left + len(text[fact.left : fact.start].rstrip())]):
            previous = facts[k - 1]
            match = match_tokens(subjects, previous.left, previous.start, fact, False, None)
            if match is not None and fact.quantity.dimension != previous.quantity.dimension:
                return match, "subject:pair"
        if k and facts[k - 1].code in _CROPS and fact.quantity.dimension in ("mass", "area"):
            match = match_tokens(subjects, facts[k - 1].left, facts[k - 1].start, fact, False, None)
            if match is not None:
                return match, "subject:crop_goes_on"
        match, rule = _topic(text, facts, k, subjects)
        if match is not None:
            return match, rule
        return _people(facts, k, text[fact.clause : fact.start]), "subject:people"
    low = facts[k - 1].end if k else fact.sentence[0]
    if low < fact.clause and re.search("(?:方面|上|中)$", text[low : fact.clause - 1]):
        return match_left(subjects, fact, low, fact.clause - 1, loose=True), "subject:topic_named"
    return None, ""


_WITH_FLOW = frozenset({"ads_enterprises_new", "hightech_enterprises_new", "market_entities_new"})
_PER_HEAD = re.compile("人均|户均|亩均|村均|每人|每户|每亩|每村|每公斤|每斤|人平")


def _is_average(text: str, fact: Fact, match: Match) -> bool:
    """人均耕地, 户均增收: an average per head is none of the totals (annotation guide, keys i)."""
    return (
        bool(match.code)
        and _PER_HEAD.search(text, fact.left, fact.start) is not None
        and not _PER_HEAD.search(text, match.start, match.end)
        and match.code not in _AVERAGES
    )


_AVERAGES = frozenset(
    {"rural_disposable_income", "rural_net_income", "urban_disposable_income", "disposable_income", "gdp_per_capita", "grain_yield"}
)
_ALIKE = ({"pp", "percent"},)
_HEADS = ("增加值", "产值", "税收", "销售额", "营业收入", "营收")


def _same_head(text: str, phrase: tuple[int, int], before: list[Fact], subjects: Subjects) -> Match | None:
    """两大行业产值 after 规上工业总产值: an unknown subject with the head of one named before is a part of it."""
    low, high = subjects.trim(*phrase)
    words = text[low:high]
    head = next((h for h in _HEADS if words.endswith(h) and len(words) > len(h)), None)
    if head is None:
        return None
    for other in reversed(before[-24:]):
        if other.code and other.measure == "level" and text[slice(*other.subject)].endswith(head):
            return Match(other.code, "same_head", words, "part", low, high)
    return None


_ALL_OF_IT = re.compile("(?:全镇|全乡|全街道|辖区|我镇|我乡)[^，。；、]{0,2}(?:共有|现有|有|辖|总)[^，。；]{0,8}$")


def _people(facts: list[Fact], k: int, fact_text: str) -> Match | None:
    """共13232户, 30741人 among the township's villages and groups are its households and people."""
    fact = facts[k]
    near = k > 0 and facts[k - 1].code in _POPULATION_NEIGHBOURS and facts[k - 1].item == ""
    if fact.quantity.unit == "村" and re.search("全镇|全乡|我镇|我乡|辖", fact_text):
        return Match("admin_villages", "admin_villages.unit", "", "none", fact.start, fact.start)
    own = _ALL_OF_IT.search(fact_text) is not None
    if fact.quantity.unit == "户" and (near or own):
        return Match("households", "households.people", "", "none", fact.start, fact.start)
    if (fact.quantity.dimension == "person" and (near or own)) or fact.quantity.unit == "口人":
        return Match("population", "population.people", "", "none", fact.start, fact.start)
    return None


def _inherit_level(text: str, fact: Fact, state: _State) -> bool:
    """A clause without a noun goes on about the level before it (…由1.3亿元增加到2.7亿元)."""
    last = state.last
    if (
        state.subject is not None
        and state.subject.code
        and state.subject.end + 3 >= fact.left
        and fact.quantity.dimension.startswith("money")
    ):
        last = state.subject
    elif (
        last is None
        or not last.code
        or {last.quantity.dimension, fact.quantity.dimension} not in _ALIKE
        and (last.quantity.dimension != fact.quantity.dimension)
    ):
        return False
    if last.quantity.dimension in ("count", "event") and last.quantity.unit != fact.quantity.unit:
        return False
    fact.code, fact.item, fact.item_kind, fact.subject, fact.row = last.code, last.item, last.item_kind, last.subject, last.row
    words = text[fact.left : fact.start]
    if fact.code.endswith("_new") and re.search("总数|总量|累计达|总计|实有|期末|存量", words):
        fact.code = fact.code.removesuffix("_new")
    elif re.search("新增|新认定|新入库", words) and fact.code + "_new" in _WITH_FLOW:
        fact.code += "_new"
    fact.rules += ("subject:same_level",)
    return True


_PROJECT_BEHIND = re.compile("(?:项目|工程|产业园|创业园|园区|公司|基地|厂)$")


def _project_behind(text: str, fact: Fact, subjects: Subjects) -> Match | None:
    """引进的2.5亿元江苏精亚光伏项目: money before a named project is its investment."""
    phrase = subjects.right_phrase(fact)
    if phrase is None or not fact.quantity.dimension.startswith("money") and fact.quantity.unit:
        return None
    low, high = phrase
    found = re.search("(?:项目|工程|产业园|创业园|园区|公司|基地|厂)", text[low:high])
    if found is None or found.start() < 2 or not re.search("引进|投资|引资|制资|总投|签约|建设", text[fact.left : fact.start]):
        return None
    return Match("project_investment", "project_investment.behind", text[low : low + found.end()], "entity", low, low + found.end())


_STRONG_INVESTMENT = frozenset({"project_investment.behind"})


def _speaks_of_project(text: str, facts: list[Fact], k: int, match: Match) -> bool:
    """Is the money one project's, not a portfolio's (81个项目，总投资…) or a lump of spending (投入资金…)?"""
    fact = facts[k]
    if match.row in _STRONG_INVESTMENT or fact.right > fact.end + 3 and text[fact.end] == "的":
        return True
    if re.search(
        r"[一-龥]{2,}(?:项目|工程|厂|公司|集团|产业园|基地)(?:总|计划|概算)?投资$", text[fact.left : fact.start]
    ) and not re.search("(?:重点|上述|各|全部|所有|个|在建|亿元)[^，。；]{0,4}项目", text[fact.left : fact.start]):
        return True
    for other in facts[:k]:
        if other.quantity.dimension == "count" and (
            other.code.startswith("projects_") or other.code == "key_projects" or "项目" in text[other.left : other.right]
        ):
            if other.quantity.value > 1 and other.start > text.rfind("；", fact.sentence[0], fact.start):
                return False
    if re.search("(?:重点|上述|各|全部|所有|一批|在建)[^，。；]{0,6}项目[^，。；]{0,6}$", text[fact.clause : fact.start]):
        return False
    if match.row == "project_investment.1":
        return True
    low, high = (fact.clause, fact.start) if text[match.start : match.end] in _LUMP else fact.sentence
    return _PROJECT_NAMED.search(text, low, high) is not None


_LUMP = frozenset({"完成投资", "投入资金", "累计投资", "项目资金", "建设资金", "资金"})
_PROJECT_NAMED = re.compile(
    rf"[一-龥A-Za-z0-9]{{2,}}(?:{alternation('entity_suffix')}|改造|整治|填埋场|核心区|古城|古镇|街区|物流城|大厅|[一二三]期|道路|老街|厕所|管网|泵站|水渠|公园|卫生室|活动室|文化站|办公楼)"
)
_BATCH = re.compile("第[一二三四五六七八九十0-9]+批(?!次)")


def _set_batch(text: str, fact: Fact) -> None:
    if found := _BATCH.search(text, fact.left, fact.start):
        fact.item, fact.item_kind = fact.item or found[0], "batch"


def _topic(text: str, facts: list[Fact], k: int, subjects: Subjects) -> tuple[Match | None, str]:
    """The subject of a clause without one: the clause before it in the sentence, if no number stands between."""
    fact = facts[k]
    low = facts[k - 1].end if k else fact.sentence[0]
    if low < fact.clause:
        match = match_left(subjects, fact, low, fact.clause - 1, loose=True)
        if match is not None:
            return match, "subject:topic"
    return None, ""


_CAUSE = re.compile("(?:受|因|由于|在)[^，。；]*?(?:影响|因素|作用|情况下|基础上|形势下|下)$")
_TASK_OF = re.compile("(?:占|完成|达|为)[^，。；]*(?:任务|计划|目标)[^，。；]*$")


def _without_cause(text: str, low: int, cut: int) -> int:
    """受…影响 between a level and its growth names no subject."""
    found = _CAUSE.search(text, low, cut)
    return found.start() if found else cut


def _part_ahead(text: str, fact: Fact, state: _State) -> bool:
    return bool(state.totals) or _markers().part.search(text, fact.clause, fact.start) is not None


def _attach_tail(text: str, fact: Fact, cut: int, subjects: Subjects, state: _State) -> None:
    """Growth, share or completion: its own subject where one stands before the measure's words, else the last level."""
    cut = _without_cause(text, fact.left, cut)
    own = match_tokens(subjects, fact.left, cut, fact, True, None)
    last = state.last or (state.previous if fact.left <= fact.sentence[0] + 1 else None)
    if own is not None and not (fact.measure == "share" and last is not None and last.code):
        _set_match(fact, own, text, (fact.left, cut), subjects)
    elif last is not None and (
        not subjects.has_content(fact.left, cut)
        or fact.measure == "completion"
        or (fact.measure == "share" and _part_ahead(text, fact, state))
    ):
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
    if _markers().part.search(between) or (k > 0 and between.startswith("(") and ")" not in between):
        state.totals = [*state.before, *state.group]
        state.bracket = between.startswith("(")
        state.listed = re.search("分类看|分开看|分类统计|具体", between) is not None
    elif state.totals and (("；" in between and not state.listed) or (state.bracket and ")" in between)):
        state.totals = []
    for total in reversed(state.totals):
        if total.quantity.dimension == "count" and total.quantity.unit != fact.quantity.unit:
            continue
        if total.code and total.quantity.dimension == fact.quantity.dimension and not total.row.startswith("admin_villages"):
            return total
    return None


def _set_part(text: str, fact: Fact, total: Fact, match: Match | None, subjects: Subjects, phrase: tuple[int, int] | None = None) -> None:
    low, high = phrase or subjects.right_phrase(fact) or subjects.trim(fact.left, fact.start)
    fact.part_of, fact.code, fact.row = total, total.code, total.row
    fact.item = (match.item if match and match.item else "") or text[low:high]
    fact.subject, fact.item_kind = (low, high), "part" if fact.item else "none"
    if not fact.item:
        fact.code = match.code if match else ""
    fact.rules += ("subject:part",)
