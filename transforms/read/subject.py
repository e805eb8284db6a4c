"""Which word names a number's subject: candidates among the known words, their conditions, what is left over.

In: the phrases of a text and a fact. Out: a `Match` (code, item, words) or None; a wrong code is worse than none. The words are
seeds/lexicon/subjects.csv: `with` and `without` are cues, looked up in the phrase (@), the clause, or the sentence (^).
"""

from __future__ import annotations

from functools import cache
from typing import Final

from transforms.read.facts import Fact
from transforms.read.phrases import STOP, Phrases, fits, is_hard
from transforms.read.words import Frame, Token, any_of, load_vocabulary
from transforms.seeds.lexicon import codes_with, pattern, words_of

_FARTHEST: Final = 6
"""Characters of unknown verb that may stand between a subject and its amount; a count wants none."""
_STRICT: Final = frozenset({"count", "household", "event"})
_ASIDE: Final = 12
"""Characters behind a noun phrase in which a cue against it may stand."""
_IN_SENTENCE: Final = 2
_IN_LEAD: Final = 3
_NO_CUE: Final = 4
_NOTHING: Final = 9
_LONGEST_PARAGRAPH: Final = 2000
"""Characters; farther back no one remembers how a paragraph began, and an endless one stays cheap."""
_LONGEST_LEAD: Final = 34
"""Characters of a sentence that can be the heading of its paragraph."""
_JOINTS: Final = "、和及与"
_QUOTES: Final = "“”\"' "
_DIGIT: Final = pattern("any_digit")
_OF_TOWNSHIP: Final = pattern("own_place")
_FINISHED: Final = words_of("finished")
_TOWNSHIP_ONLY: Final = codes_with("township_only")
_LIST_STOP: Final = pattern("list_stop")
_CLAUSE_STOP: Final = pattern("clause_stop")
_SERVED: Final = pattern("people_served")
_VERBS: Final = tuple(word for word in words_of("verb") if len(word) > 1)
_OWN_PLACE: Final = words_of("own_place_word")
_OF_CLASS: Final = frozenset({"", *words_of("of_class")})
_COUNTED_VILLAGES: Final = pattern("counted_villages")
_TOGETHER: Final = codes_with("counted_together")
_SERVED_MARK: Final = words_of("served_mark")
"""Before a number of people they mark beneficiaries, who are no indicator (annotation guide, ruling 13)."""


class Match:
    """A subject found: its code ("" for a known word that is no indicator), item and words."""

    __slots__ = ("code", "end", "item", "item_kind", "row", "start")

    def __init__(self, code: str, row: str, item: str, item_kind: str, start: int, end: int) -> None:
        self.code = code
        self.row = row
        self.item = item
        self.item_kind = item_kind
        self.start = start
        self.end = end


class Context:
    """Where a frame's cues are looked up: its own phrase, its clause and its sentence, both up to the number's clause end."""

    __slots__ = ("before", "clause", "end", "phrase", "sentence", "text", "verb")

    def __init__(
        self, text: str, phrase: tuple[int, int], clause: int, sentence: int, end: int, before: tuple[int, int] = (0, 0), verb: str = ""
    ) -> None:
        self.text = text
        self.phrase = phrase
        self.clause = clause
        self.sentence = sentence
        self.end = end
        self.before = before
        self.verb = verb
        """Words that count as part of the phrase though they stand elsewhere."""

    def in_phrase(self, words: tuple[str, ...]) -> bool:
        """Does one of the words stand in the phrase?"""
        wanted = any_of(words)
        return wanted.search(self.text, *self.phrase) is not None or (self.verb != "" and wanted.search(self.verb) is not None)

    def last(self, frame: Frame) -> int:
        """Where the last cue of the frame ends in the sentence, -1 for none."""
        at = -1
        for found in any_of(frame.cues[2]).finditer(self.text, self.sentence, self.end):
            at = found.end()
        return at

    def rank(self, frame: Frame) -> int:
        """How near a cue stands: 0 in the phrase, 1 in the clause, 2 in the sentence, 3 in what heads it, 4 none is wanted; 9 nowhere."""
        phrase, clause, sentence = frame.cues
        if phrase and (self.in_phrase(phrase) or any_of(phrase).search(self.text, *self.before)):
            return 0
        if clause and any_of(clause).search(self.text, self.clause, self.end):
            return 1
        if sentence and any_of(sentence).search(self.text, self.sentence, self.end):
            return _IN_SENTENCE
        if sentence and "money" not in frame.dimensions and (lead := lead_of(self.text, self.sentence)) is not None:
            return _IN_LEAD if any_of(sentence).search(self.text, *lead) else _NOTHING
        return _NOTHING if phrase or clause or sentence else _NO_CUE


def lead_of(text: str, sentence: int) -> tuple[int, int] | None:
    """The short sentence without figures that opens the paragraph of `sentence`, or the heading above it."""
    paragraph = text.rfind("\n", max(0, sentence - _LONGEST_PARAGRAPH), sentence) + 1
    if paragraph == 0 and sentence > _LONGEST_PARAGRAPH:
        return None
    if paragraph == sentence:
        end = max(paragraph - 1, 0)
        begin = text.rfind("\n", max(0, end - _LONGEST_LEAD - 1), end) + 1
        if begin == 0 and end > _LONGEST_LEAD:
            return None
    else:
        begin, end = paragraph, text.find("。", paragraph, min(sentence, paragraph + _LONGEST_LEAD + 1))
    return (begin, end) if 0 < end - begin <= _LONGEST_LEAD and not _DIGIT.search(text, begin, end) else None


def context_of(phrases: Phrases, fact: Fact, low: int) -> Context:
    """The context of words before a number, from `low` on."""
    text, end = phrases.text, max(fact.right, fact.end)
    stop = _LIST_STOP.search(text, fact.end, end)
    return Context(text, (low, stop.start() if stop else end), min(fact.clause, low), fact.sentence[0], end, (fact.origin, fact.start))


def choose(word_frames: list[Frame], fact: Fact, any_unit: bool, context: Context) -> Frame | None:
    """The frame whose unit and cues hold: a cue in the phrase decides before one in the clause, the sentence, and none at all."""
    best: Frame | None = None
    best_rank = _NOTHING
    for frame in word_frames:
        if not fits(frame, fact.quantity, any_unit) or (frame.without and context.in_phrase(frame.without)):
            continue
        rank = context.rank(frame)
        if rank < best_rank or (best is not None and rank == best_rank == _IN_SENTENCE and context.last(frame) > context.last(best)):
            best, best_rank = frame, rank
    return best


def _usable(phrases: Phrases, token: Token, frame: Frame, low: int) -> bool:
    return not (frame.exact and phrases.has_content(low, token.start, strict=True))


def match_left(phrases: Phrases, fact: Fact, low: int, high: int, *, loose: bool = False) -> Match | None:
    """The word before the number that names its subject; None where two indicators are counted together."""
    found = _rightmost(phrases, fact, low, high, loose=loose)
    return None if found is not None and is_joint(phrases, fact, found, low) else found


def _rightmost(phrases: Phrases, fact: Fact, low: int, high: int, *, loose: bool) -> Match | None:
    """The rightmost fitting word in [low, high) that nothing but function words, verbs and tail nouns separates from the number.

    A tail noun that fits itself (产量, 存栏) gives way to a fitting word that touches it on the left (棉花产量, 生猪存栏).
    `loose`: unknown words may stand between.
    """
    tokens = phrases.between(low, high)
    if not tokens:
        return None
    context = context_of(phrases, fact, low)
    at = high
    tail: Match | None = None
    for token in reversed(tokens):
        if tail is not None and token.end != at:
            return tail
        if not loose and _too_far(phrases, fact, token.end, at, high):
            return None
        word = token.word
        if word.frames:
            frame = choose(word.frames, fact, False, context)
            if frame is not None and _usable(phrases, token, frame, low):
                found = _match(phrases, token, frame, low)
                if "tailnoun" not in word.roles:
                    return found
                tail = tail or found
            elif tail is None and not word.roles and not loose:
                return None
        elif tail is not None:
            return tail
        at = token.start
    return tail


def is_joint(phrases: Phrases, fact: Fact, found: Match, low: int) -> bool:
    """低保对象、特困人员663户: does another indicator's word stand beside the one found, joined to it?"""
    at = found.start - 1
    if at <= low or phrases.text[at] not in _JOINTS:
        return False
    before = phrases.between(low, at)
    if not before or before[-1].end != at:
        return False
    codes = {frame.code for frame in before[-1].word.frames if not any(frame.cues) and fits(frame, fact.quantity)}
    return bool(codes) and found.code not in codes and "" not in codes


def _too_far(phrases: Phrases, fact: Fact, low: int, at: int, high: int) -> bool:
    """Do unknown words stand between a known one that ends at `low` and `at`? A count wants its noun beside it."""
    gap = at - low
    if gap < 2:
        return False
    beside = at == high and phrases.text[low] not in _JOINTS and fact.quantity.dimension in _STRICT
    return (beside or gap > _FARTHEST) and phrases.hard(low, at)


def match_right(phrases: Phrases, fact: Fact) -> Match | None:
    """The head of the noun phrase behind the number (34个 村, 92扇 防火门)."""
    if fact.phrase is None:
        return None
    low, high = fact.phrase
    text = phrases.text
    context = Context(text, (low, high), fact.clause, fact.sentence[0], max(fact.right, high), (fact.origin, fact.start))
    verb: Match | None = None
    for token in reversed(phrases.between(low, high)):
        word = token.word
        if not word.frames:
            continue
        frame = choose(word.frames, fact, False, context)
        if frame is not None and _denied_aside(text, high, frame) and not _OF_TOWNSHIP.search(fact.near):
            return verb
        if frame is not None and _usable(phrases, token, frame, low) and not _is_owner(text, high, frame, fact):
            found = None if _serves(text, fact) else _match(phrases, token, frame, low, behind=True)
            if found is None or not word.text.endswith(_FINISHED) or word.text in phrases.text[low : token.start] or token.start == low:
                return found
            verb = verb or found  # 2个老旧小区改造完工: the thing counted beats what became of it
        elif "tailnoun" not in word.roles and any(fact.quantity.dimension in f.dimensions for f in word.frames):
            return verb
    return verb


def _is_owner(text: str, at: int, frame: Frame, fact: Fact) -> bool:
    """8个屯的饮水安全: are the villages that something belongs to only some of them?"""
    if not text.startswith("的", at) or fact.near.strip() in _JOINTS:
        return False
    return frame.exact or (frame.code in _TOWNSHIP_ONLY and not _OF_TOWNSHIP.search(fact.near))


def _denied_aside(text: str, at: int, frame: Frame) -> bool:
    """Does a cue against the frame stand just behind the phrase?"""
    if not frame.without:
        return False
    stop = _CLAUSE_STOP.search(text, at, at + _ASIDE)
    end = stop.start() if stop else at + _ASIDE
    return any(text.find(word, at, end) >= 0 for word in frame.without)


def _serves(text: str, fact: Fact) -> bool:
    """Are the people or things counted only those that something is done for?"""
    if fact.quantity.dimension in ("household", "person") and text.endswith(_SERVED_MARK, 0, fact.start):
        return True
    return _SERVED.search(text, fact.left, fact.start) is not None


def match_after(phrases: Phrases, fact: Fact) -> Match | None:
    """A clause that begins with its number (有2.97万人参加了城乡居民医保; 2566亩土地有序流转): the last fitting word behind it."""
    low, high = fact.behind, fact.right
    listed = phrases.text.find("、", low, high)
    high = listed if listed >= 0 else high
    context = Context(phrases.text, (low, high), fact.clause, fact.sentence[0], high)
    for token in reversed(phrases.between(low, high)):
        frame = choose(token.word.frames, fact, False, context) if token.word.frames else None
        if frame is not None and frame.code and not frame.exact:
            return Match(frame.code, frame.row, *_item(phrases, token, frame, token.start), token.start, token.end)
    return None


def match_tokens(
    phrases: Phrases, low: int, high: int, fact: Fact, any_unit: bool, tail: tuple[int, int] | None = None, verb: str = ""
) -> Match | None:
    """The rightmost fitting word in a member of a list; `tail` is the last member, whose head the others may share."""
    wide = context_of(phrases, fact, low)
    context = Context(wide.text, (low, high), wide.clause, wide.sentence, wide.end, (low, high), verb)
    fallback: Match | None = None
    for token in reversed(phrases.between(low, high)):
        if not token.word.frames:
            continue
        frame = choose(token.word.frames, fact, any_unit, context)
        if frame is not None and _usable(phrases, token, frame, low):
            if "tailnoun" not in token.word.roles:
                return _match(phrases, token, frame, low)
            fallback = fallback or _match(phrases, token, frame, low)
        elif not token.word.roles and fallback is None:
            return None
    if fallback is None and tail is not None and tail != (low, high):
        return _with_shared_head(phrases, (low, high), tail, fact, any_unit, context)
    return fallback


def _with_shared_head(
    phrases: Phrases, member: tuple[int, int], tail: tuple[int, int], fact: Fact, any_unit: bool, context: Context
) -> Match | None:
    """城镇 and 农村居民人均可支配收入: the member with the shared end of the last one is a known word, or the last one's entity."""
    shared = match_tokens(phrases, *tail, fact, any_unit, None, context.verb)
    text, (low, high) = phrases.text, member
    if shared is None or not shared.code or _has_head(phrases, member, shared):
        return None
    composed = _compose(text[low:high].strip("，、 "), text[shared.start : shared.end], fact, any_unit, context)
    if composed is not None:
        return Match(composed.code, composed.row, "", "none", low, high)
    words = text[slice(*phrases.trim(low, high))]
    return Match(shared.code, shared.row, words, "entity", low, high) if words else shared


def _has_head(phrases: Phrases, member: tuple[int, int], shared: Match) -> bool:
    """Has the member a head of its own (倍增|企业, 解决|率 beside 满意|率)?"""
    low, high = phrases.trim(*member)
    if low == high:
        return False
    tokens = phrases.between(low, high)
    own = bool(tokens) and tokens[-1].end == high and "tailnoun" in tokens[-1].word.roles
    return own or phrases.text[high - 1] == phrases.text[shared.end - 1]


def _compose(words: str, shared: str, fact: Fact, any_unit: bool, context: Context) -> Frame | None:
    known = load_vocabulary().by_text
    for k in range(1, len(shared)):
        word = known.get(words + shared[k:])
        if word is not None:
            return choose(word.frames, fact, any_unit, context)
    return None


def _match(phrases: Phrases, token: Token, frame: Frame, low: int, *, behind: bool = False) -> Match:
    return Match(frame.code, frame.row, *_item(phrases, token, frame, low, behind=behind), token.start, token.end)


def _item(phrases: Phrases, token: Token, frame: Frame, low: int, *, behind: bool = False) -> tuple[str, str]:
    """What the number is of within its indicator, and the kind: the frame's column `item` says how it is found.

    `behind`: the words from `low` on stand behind the number, not before it.
    """
    if frame.item == "!":
        return "", "none"
    narrowed = "money" in frame.dimensions or not _is_own_phrase(token.word.text)
    begin = _modifier_start(phrases, token, low) if narrowed else token.start
    if frame.code in _TOGETHER and _is_joined(phrases, low, begin):
        return "", "none"
    if frame.item == "*":
        return token.word.text, "entity"
    own = behind or not _counted_before(phrases.text, low, begin, token.start)
    modifier = _without_cue(phrases.text[begin : token.start].strip(_QUOTES + "的"), frame) if own else ""
    if frame.item == "+":
        return modifier or (_words_before(phrases, low, token) if own else "") or token.word.text, "entity"
    if frame.item not in ("", "~"):
        return frame.item, "part"
    return (modifier, "part") if modifier else ("", "none")


def _words_before(phrases: Phrases, low: int, token: Token) -> str:
    """青禾物流园|投资: the name before the head, where no word in it narrows by itself."""
    if low >= token.start:
        return ""
    start, end = phrases.trim(low, token.start)
    return phrases.text[start if end - start > 1 else low : end]


@cache
def _is_own_phrase(word: str) -> bool:
    """Is the word a verb with its object (增设|停车位), or begins it with the township (街道|辖区面积)? Nothing before narrows it."""
    if word.startswith(_OWN_PLACE):
        return True
    verb = next((verb for verb in _VERBS if word.startswith(verb)), "")
    rest = word[len(verb) :]
    return bool(verb and rest) and not load_vocabulary().by_text[word].roles and not _is_light(rest)


def _is_light(word: str) -> bool:
    known = load_vocabulary().by_text.get(word)
    return known is not None and (known.is_light or bool(known.roles))


def _without_cue(modifier: str, frame: Frame) -> str:
    """限上企业|零售额: what is left of the narrowing words beside the cue that chose the code; a class (企业) narrows nothing."""
    left = modifier
    for cue in frame.cues[0]:
        left = left.replace(cue, "")
    return modifier if left == modifier or left not in _OF_CLASS else ""


def _is_joined(phrases: Phrases, low: int, begin: int) -> bool:
    """Is the noun the last of several that the number covers together (清理柴草堆、粪堆420处)?"""
    return begin - 1 > low and phrases.text[begin - 1] in _JOINTS and phrases.has_content(low, begin - 1, strict=True)


def _counted_before(text: str, low: int, begin: int, end: int) -> bool:
    """Are the words that narrow the head the villages that the number before counts (16个|行政村|集体收入)?"""
    return begin == low > 0 and text[low - 1] not in STOP and _COUNTED_VILLAGES.search(text, begin, end) is not None


def _modifier_start(phrases: Phrases, token: Token, low: int) -> int:
    """Where the words before the head that narrow it (重点税源|企业) begin, up to a verb, a function word or a sign."""
    if low >= token.start:
        return token.start
    text = phrases.text
    before = phrases.between(low, token.start)
    at = token.start
    while before and not text[before[-1].end : at].strip(_QUOTES):
        word = before[-1].word
        if word.is_light and "mod" not in word.roles:
            break
        at = before.pop().start
    edge = max(before[-1].end if before else low, phrases.skip_rejected(low, at))
    gap = text[edge:at]
    stop = next((k for k in range(len(gap) - 1, -1, -1) if gap[k] in STOP), -1)
    gap = gap[stop + 1 :]
    return at - len(gap) if is_hard(gap) else at
