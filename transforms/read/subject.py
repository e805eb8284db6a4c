"""Which word names a number's subject: candidates among the known words, their conditions, what is left over.

In: tokens of a text and a quantity's neighbourhood. Out: a `Match` (code, item, words) or None; a wrong code is worse than none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from transforms.read.mentions import Found
from transforms.read.numbers import Quantity
from transforms.read.words import Frame, Token, load_vocabulary, tokens_between

_FARTHEST = 6
"""Characters of unknown verb that may stand between a subject and its amount; a count wants none."""
_STRICT = frozenset({"count", "household", "event"})
_FOR = ("为", "给", "向", "帮", "让")
"""Before a number of people they mark beneficiaries, who are no indicator (annotation guide, ruling 13)."""
_SOFT_ENDINGS = "了到在至得过成为达住好出着给"
_STOP = "，；：。！？\n()、,— "


_SERVED = re.compile("(?:覆盖|涉及|惠及|帮扶|服务|慰问|走访|用于)(?:[^，。；、]*等)?(?:全镇|全乡|了)?$")


class Placed(Protocol):
    """What matching needs to know of a quantity on its way to a claim."""

    quantity: Quantity
    start: int
    end: int
    sentence: tuple[int, int]
    clause: int
    left: int
    right: int
    origin: int
    behind: int


@dataclass(frozen=True, slots=True)
class Match:
    """A subject found: its code ("" for a known word that is no indicator), item and words."""

    code: str
    row: str
    item: str
    item_kind: str
    start: int
    end: int


class Subjects:
    """The known words of one text, with what lies between them."""

    __slots__ = ("_rejected", "_rejected_starts", "starts", "text", "tokens")

    def __init__(self, text: str, tokens: list[Token], starts: list[int], rejected: Iterable[Found]) -> None:
        self.text, self.tokens, self.starts = text, tokens, starts
        self._rejected = [f for f in rejected if f.reason not in ("word_part", "rhetoric", "slogan")]
        self._rejected_starts = [f.start for f in self._rejected]

    def between(self, low: int, high: int) -> list[Token]:
        """Tokens wholly inside [low, high)."""
        return tokens_between(self.tokens, self.starts, low, high)

    def has_word(self, low: int, high: int) -> bool:
        """Does a word that can name a subject stand there?"""
        return any(token.word.frames for token in self.between(low, high))

    def skip_rejected(self, low: int, high: int) -> int:
        """`low` moved behind the last date or duration that begins in [low, high)."""
        k = bisect_left(self._rejected_starts, high) - 1
        if k >= 0 and self._rejected[k].start >= low:
            return min(self._rejected[k].end, high)
        return low

    def hard(self, low: int, high: int) -> bool:
        """Is the uncovered stretch [low, high) content? Dates and ordinals in it are not."""
        if high - low < 2:
            return False
        k = bisect_left(self._rejected_starts, low)
        while k < len(self._rejected) and self._rejected[k].start < high:
            if _hard(self.text[low : self._rejected[k].start]):
                return True
            low = max(low, self._rejected[k].end)
            k += 1
        return _hard(self.text[low:high])

    def has_content(self, low: int, high: int, *, strict: bool = False) -> bool:
        """Is there anything but function words and verbs in [low, high)? `strict` counts narrowing words and verbs' nouns too."""
        at = low
        for token in self.between(low, high):
            if self.hard(at, token.start):
                return True
            if token.word.frames and not token.word.roles:
                return True
            if strict and not token.word.roles & {"func", "verb"}:
                return True
            at = token.end
        return self.hard(at, high)

    def next_rejected(self, low: int, high: int) -> int:
        """Where the first date or list number at or after `low` begins, or `high`."""
        k = bisect_left(self._rejected_starts, low)
        return min(self._rejected_starts[k], high) if k < len(self._rejected_starts) else high

    def trim(self, low: int, high: int) -> tuple[int, int]:
        """[low, high) without function words, verbs and signs at its two ends: the noun phrase itself."""
        low = self.skip_rejected(low, high)
        tokens = [t for t in self.between(low, high) if t.word.roles & {"func", "verb"} and not (t.word.frames and len(t.word.text) > 2)]
        changed = True
        while changed and low < high:
            changed = False
            if self.text[low] in _STOP + "“”\"'·的":
                low, changed = low + 1, True
                continue
            if self.text[high - 1] in _STOP + "“”\"'·":
                high, changed = high - 1, True
                continue
            for token in tokens:
                if token.start == low and token.end <= high:
                    low, changed = token.end, True
                elif token.end == high and token.start >= low:
                    high, changed = token.start, True
        return (low, high) if low < high else (low, low)

    def right_noun(self, fact: Placed) -> bool:
        """Does a noun follow the number directly (92扇防火门)?"""
        return self.right_phrase(fact) is not None

    def right_known(self, fact: Placed) -> bool:
        """Does the noun phrase behind the number hold a known word?"""
        phrase = self.right_phrase(fact)
        return phrase is not None and bool(self.between(*phrase))

    def last_crop(self, low: int, high: int) -> str:
        """The grain that was named last in [low, high), or ""."""
        named = [t for t in self.between(low, high) if any(f.code == "grain_area" and f.item == "*" for f in t.word.frames)]
        return named[-1].word.text if named else ""

    def fits_any(self, phrase: tuple[int, int], fact: Placed) -> bool:
        """Could a word of the phrase be the subject of another quantity?"""
        return any(_fits(frame, fact.quantity, False) for token in self.between(*phrase) for frame in token.word.frames)

    def right_phrase(self, fact: Placed) -> tuple[int, int] | None:
        """The noun phrase that follows the number, up to a verb, a sign or the next number."""
        text, low = self.text, fact.behind
        high = self.next_rejected(low, fact.right)
        if low < high and text[low] == "的":
            low += 1
        if low >= high or text[low] in _STOP or fact.quantity.dimension in ("percent", "pp", "ratio"):
            return None
        end = low
        for token in self.between(low, high):
            gap = self.text[end : token.start]
            if gap and any(c in _STOP for c in gap):
                break
            if token.word.roles & {"func", "verb"} and not any(_fits(f, fact.quantity, False) for f in token.word.frames):
                if end == low and token.start == low:
                    return None
                end = token.start if token.start > end else end
                return (low, end) if end > low else None
            end = token.end
        stop = next((k for k in range(end, high) if text[k] in _STOP), high)
        end = max(end, stop if stop - end <= 8 else end)
        return (low, min(end, high)) if end > low else None


def _hard(gap: str) -> bool:
    """Is an uncovered stretch content? One character, or an unknown verb that ends in 了, 到, 在 …, is not."""
    gap = gap.strip("“”\"' 的、")
    return len(gap) >= 2 and gap[-1] not in _SOFT_ENDINGS and not gap.endswith(("镇", "乡", "街道"))


def _fits(frame: Frame, q: Quantity, any_unit: bool) -> bool:
    if any_unit:
        return bool(frame.code) or frame.row.startswith("none")
    if not q.unit:
        return frame.dimensions & _UNITLESS.get(q.multiplied, frozenset()) != frozenset()
    return q.dimension in frame.dimensions or q.unit in frame.units


_UNITLESS = {True: frozenset({"money", "person", "head", "tree", "household"}), False: frozenset[str]()}


@dataclass(frozen=True, slots=True)
class Context:
    """The words in which a frame's conditions are looked up: its own phrase, its clause, its sentence up to the number's clause end."""

    phrase: str
    clause: str
    sentence: str
    before: str = ""


_REACH = {"@": 0, "^": 2}


def _holds(cue: str, context: Context) -> bool:
    """Does a cue stand in the clause, with ^ anywhere in the sentence, with @ in the phrase itself?"""
    if cue[0] == "@":
        return cue[1:] in context.phrase or cue[1:] in context.before
    return cue[1:] in context.sentence if cue[0] == "^" else cue in context.clause


def _choose(token: Token, q: Quantity, any_unit: bool, context: Context) -> Frame | None:
    """The frame of the word whose unit and cues hold: a cue in the phrase decides before one in the clause, that before the sentence, any before none."""
    best: Frame | None = None
    best_rank = 9
    for frame in token.word.frames:
        if not _fits(frame, q, any_unit) or any(w in context.phrase for w in frame.without):
            continue
        rank = 3 if not frame.cues else min((_REACH.get(w[0], 1) for w in frame.cues if _holds(w, context)), default=9)
        if rank < best_rank:
            best, best_rank = frame, rank
    return best


def _context(subjects: Subjects, fact: Placed, low: int) -> Context:
    text, high = subjects.text, max(fact.right, fact.end)
    stop = next((k for k in range(fact.end, high) if text[k] in "、和及"), high)
    return Context(text[low:stop], text[min(fact.clause, low) : high], text[fact.sentence[0] : high], text[fact.origin : fact.start])


def _usable(subjects: Subjects, token: Token, frame: Frame, low: int) -> bool:
    return not (frame.exact and subjects.has_content(low, token.start, strict=True))


def match_left(subjects: Subjects, fact: Placed, low: int, high: int, *, loose: bool = False) -> Match | None:
    """The rightmost fitting word in [low, high) that nothing but function words, verbs and tail nouns separates from the number.

    A tail noun that fits itself (产量, 存栏) gives way to a fitting word that touches it on the left (棉花产量, 生猪存栏).
    """
    context = _context(subjects, fact, low)
    at = high
    tail: Match | None = None
    for token in reversed(subjects.between(low, high)):
        if tail is not None and token.end != at:
            return tail
        joined = token.end < at and subjects.text[token.end] in "、和及与"
        if (
            not loose
            and at - token.end > (0 if at == high and not joined and fact.quantity.dimension in _STRICT else _FARTHEST)
            and subjects.hard(token.end, at)
        ):
            return None
        if token.word.frames:
            frame = _choose(token, fact.quantity, False, context)
            if frame is not None and _usable(subjects, token, frame, low):
                found = _match(subjects, token, frame, low)
                if "tailnoun" not in token.word.roles:
                    return found
                tail = tail or found
            elif tail is None and not token.word.roles and not loose:
                return None
        elif tail is not None:
            return tail
        at = token.start
    return tail


def _clause_end(text: str, at: int) -> int:
    return next((k for k in range(at, min(at + 12, len(text))) if text[k] in "，。；：！？\n"), min(at + 12, len(text)))


def match_right(subjects: Subjects, fact: Placed) -> Match | None:
    """The head of the noun phrase behind the number (34个 村, 92扇 防火门)."""
    phrase = subjects.right_phrase(fact)
    if phrase is None:
        return None
    low, high = phrase
    aside = subjects.text[high : min(high + 12, _clause_end(subjects.text, high))]
    served = fact.quantity.dimension in ("household", "person") and subjects.text[fact.start - 1 : fact.start] in _FOR
    served = served or _SERVED.search(subjects.text, fact.left, fact.start) is not None
    context = Context(
        subjects.text[low:high], subjects.text[fact.clause : max(fact.right, high)], subjects.text[fact.sentence[0] : max(fact.right, high)]
    )
    for token in reversed(subjects.between(low, high)):
        if token.word.frames:
            frame = _choose(token, fact.quantity, False, context)
            if frame is not None and any(w in aside for w in frame.without):
                return None
            if frame is not None and _usable(subjects, token, frame, low) and not (frame.exact and subjects.text.startswith("的", high)):
                if served:
                    return None
                return _match(subjects, token, frame, low)
            if "tailnoun" not in token.word.roles and any(fact.quantity.dimension in f.dimensions for f in token.word.frames):
                return None
    return None


def match_after(subjects: Subjects, fact: Placed) -> Match | None:
    """A clause that begins with its number (有2.97万人参加了城乡居民医保; 2566亩土地有序流转): the last fitting word behind it."""
    low, high = fact.behind, fact.right
    listed = subjects.text.find("、", low, high)
    high = listed if listed >= 0 else high
    context = Context(subjects.text[low:high], subjects.text[fact.clause : high], subjects.text[fact.sentence[0] : high])
    for token in reversed(subjects.between(low, high)):
        frame = _choose(token, fact.quantity, False, context) if token.word.frames else None
        if frame is not None and frame.code and not frame.exact:
            return Match(frame.code, frame.row, *_item(subjects, token, frame, token.start), token.start, token.end)
    return None


def match_tokens(
    subjects: Subjects, low: int, high: int, fact: Placed, any_unit: bool, tail: tuple[int, int] | None, verb: str = ""
) -> Match | None:
    """The rightmost fitting word in a member of a list; `tail` is the last member, whose head the others may share."""
    wide = _context(subjects, fact, low)
    context = Context(subjects.text[low:high] + verb, wide.clause, wide.sentence, subjects.text[low:high])
    fallback: Match | None = None
    for token in reversed(subjects.between(low, high)):
        if token.word.frames:
            frame = _choose(token, fact.quantity, any_unit, context)
            if frame is not None and _usable(subjects, token, frame, low):
                if "tailnoun" not in token.word.roles:
                    return _match(subjects, token, frame, low)
                fallback = fallback or _match(subjects, token, frame, low)
            elif not token.word.roles and fallback is None:
                return None
    if fallback is None and tail is not None and tail != (low, high):
        shared = match_tokens(subjects, *tail, fact, any_unit, None, verb)
        if shared is not None and shared.code:
            words = subjects.text[low:high].strip("，、 ")
            composed = _compose(subjects, words, subjects.text[shared.start : shared.end], fact, any_unit, context)
            if composed is not None:
                return Match(composed.code, composed.row, "", "none", low, high)
            words = subjects.text[slice(*subjects.trim(low, high))]
            return Match(shared.code, shared.row, words, "entity", low, high) if words else shared
    return fallback


def _compose(subjects: Subjects, words: str, shared: str, fact: Placed, any_unit: bool, context: Context) -> Frame | None:
    """城镇 and 农村居民人均可支配收入: a member of a list with the shared end of the last one may itself be a known word."""
    known = load_vocabulary().by_text
    for k in range(1, len(shared)):
        word = known.get(words + shared[k:])
        if word is not None:
            return _choose(Token(0, 0, word), fact.quantity, any_unit, context)
    return None


def _match(subjects: Subjects, token: Token, frame: Frame, low: int) -> Match:
    item, kind = _item(subjects, token, frame, low)
    return Match(frame.code, frame.row, item, kind, token.start, token.end)


def _item(subjects: Subjects, token: Token, frame: Frame, low: int) -> tuple[str, str]:
    if frame.item == "!":
        return "", "none"
    modifier = _modifier(subjects, token, low)
    if frame.item == "*":
        return token.word.text, "entity"
    if frame.item == "+":
        return modifier or token.word.text, "entity"
    if frame.item not in ("", "~"):
        return frame.item, "part"
    return (modifier, "part") if modifier else ("", "none")


def _modifier(subjects: Subjects, token: Token, low: int) -> str:
    """The words before the head that narrow it (重点税源|企业), up to a verb, a function word or a sign."""
    at = token.start
    for before in reversed(subjects.between(low, token.start)):
        if subjects.text[before.end : at].strip("“”\"' "):
            break
        if before.word.roles & {"func", "verb"} and "mod" not in before.word.roles:
            break
        at = before.start
    gap_low = at
    previous = [t for t in subjects.between(low, at)]
    edge = previous[-1].end if previous else low
    edge = max(edge, subjects.skip_rejected(low, at))
    gap = subjects.text[edge:at]
    stop = max((gap.rfind(c) for c in _STOP), default=-1)
    gap = gap[stop + 1 :]
    if _hard(gap):
        gap_low = at - len(gap)
    return subjects.text[gap_low : token.start].strip("“”\"' 的")
