"""The known words of a text and what lies between them: where noun phrases begin and end.

In: normalised text and the numbers that are no facts (dates stand in the way of no subject). Out: `Phrases`, asked by position.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from transforms.read.facts import Fact
from transforms.read.mentions import Found
from transforms.read.numbers import Quantity
from transforms.read.words import Frame, Token, find_words
from transforms.seeds.lexicon import pattern, words_of

STOP: Final = frozenset("，；：。！？\n()、,— ")
"""Signs that end a noun phrase."""
_TRIMMED: Final = STOP | frozenset("“”\"'·")
_ASIDE: Final = 8
"""Characters of unknown words that may end the noun phrase behind a number."""
_WITHOUT_NOUN: Final = frozenset({"percent", "pp", "ratio"})
_TRANSPARENT: Final = frozenset({"word_part", "rhetoric", "slogan"})
"""Reasons of numbers that are words like others; the rest (dates, ordinals …) are skipped."""
_UNITLESS: Final = frozenset({"money", "person", "head", "tree", "household"})
"""What a number with 万 or 亿 and no unit can be."""
_VERBS: Final = tuple(word for word in words_of("verb") if len(word) > 1)
_STOP_SIGN: Final = pattern("phrase_stop")
_SOFT_END: Final = words_of("soft_ending")
_PLACE_ENDS: Final = words_of("place_ending")


def fits(frame: Frame, quantity: Quantity, any_unit: bool = False) -> bool:
    """Can the word be the subject of a number of this unit? `any_unit` for rates and shares, whose unit says nothing of it."""
    if any_unit:
        return bool(frame.code) or frame.row.startswith("none")
    if not quantity.unit:
        return quantity.multiplied and not frame.dimensions.isdisjoint(_UNITLESS)
    return quantity.dimension in frame.dimensions or quantity.unit in frame.units


class Phrases:
    """The known words of one text, with what lies between them."""

    __slots__ = ("_rejected", "_rejected_starts", "_starts", "_tokens", "text")

    def __init__(self, text: str, found: Iterable[Found], sentences: Iterable[tuple[int, int]]) -> None:
        """`sentences`: those that hold facts, in order; words elsewhere are never asked for."""
        self.text = text
        self._tokens = [token for low, high in sentences for token in find_words(text, low, high)]
        self._starts = [token.start for token in self._tokens]
        self._rejected = [f for f in found if f.quantity is None and f.reason not in _TRANSPARENT]
        self._rejected_starts = [f.start for f in self._rejected]

    def between(self, low: int, high: int) -> list[Token]:
        """Tokens wholly inside [low, high)."""
        if low >= high:
            return []
        starts = self._starts
        first = bisect_left(starts, low)
        found = self._tokens[first : bisect_left(starts, high, first)]
        if found and found[-1].end > high:
            found.pop()
        return found

    def has_word(self, low: int, high: int) -> bool:
        """Does a word that can name a subject stand there?"""
        return any(token.word.frames for token in self.between(low, high))

    def skip_rejected(self, low: int, high: int) -> int:
        """`low` moved behind the last date or duration that begins in [low, high)."""
        k = bisect_left(self._rejected_starts, high) - 1
        if k >= 0 and self._rejected_starts[k] >= low:
            return min(self._rejected[k].end, high)
        return low

    def next_rejected(self, low: int, high: int) -> int:
        """Where the first date or list number at or after `low` begins, or `high`."""
        k = bisect_left(self._rejected_starts, low)
        return min(self._rejected_starts[k], high) if k < len(self._rejected_starts) else high

    def hard(self, low: int, high: int) -> bool:
        """Is the stretch [low, high) without known words content? Dates and ordinals in it are not."""
        if high - low < 2:
            return False
        k = bisect_left(self._rejected_starts, low)
        while k < len(self._rejected) and (start := self._rejected_starts[k]) < high:
            if is_hard(self.text[low:start]):
                return True
            low = max(low, self._rejected[k].end)
            k += 1
        return is_hard(self.text[low:high])

    def has_content(self, low: int, high: int, *, strict: bool = False) -> bool:
        """Is there anything but function words and verbs in [low, high)? `strict` counts narrowing words and verbs' nouns too."""
        at = low
        for token in self.between(low, high):
            if token.start - at > 1 and self.hard(at, token.start):
                return True
            word = token.word
            if (word.frames and not word.roles) or (strict and not word.is_light):
                return True
            at = token.end
        return self.hard(at, high)

    def trim(self, low: int, high: int) -> tuple[int, int]:
        """[low, high) without function words, verbs and signs at its two ends: the noun phrase itself."""
        low = self.skip_rejected(low, high)
        light = [t for t in self.between(low, high) if t.word.is_light and not (t.word.frames and len(t.word.text) > 2)]
        begins = {token.start: token.end for token in light}
        ends = {token.end: token.start for token in light}
        text, moved = self.text, True
        while moved and low < high:
            moved = True
            if text[low] in _TRIMMED or text[low] == "的":
                low += 1
            elif text[high - 1] in _TRIMMED:
                high -= 1
            elif begins.get(low, high + 1) <= high:
                low = begins[low]
            elif ends.get(high, -1) >= low:
                high = ends[high]
            else:
                moved = False
        return (low, high) if low < high else (low, low)

    def phrase_behind(self, fact: Fact) -> tuple[int, int] | None:
        """The noun phrase that follows the number (92扇 防火门), up to a verb, a sign or the next number."""
        if fact.quantity.dimension in _WITHOUT_NOUN:
            return None
        text, low = self.text, fact.behind
        high = self.next_rejected(low, fact.right)
        if low < high and text[low] == "的":
            low += 1
        if low >= high or text[low] in STOP:
            return None
        end = low
        for token in self.between(low, high):
            start = token.start
            if start > end and _STOP_SIGN.search(text, end, start):
                break
            if start == low and token.word.text.startswith(_VERBS) and not any(fits(f, fact.quantity) for f in token.word.frames):
                return None  # 出动机械300台次清理垃圾: a verb with its object is no noun of the number
            if token.word.is_light and not any(fits(frame, fact.quantity) for frame in token.word.frames):
                end = max(end, start)
                return (low, end) if end > low else None
            end = token.end
        sign = _STOP_SIGN.search(text, end, high)
        stop = sign.start() if sign else high
        end = min(stop if stop - end <= _ASIDE else end, high)
        return (low, end) if end > low else None

    def knows(self, phrase: tuple[int, int] | None) -> bool:
        """Does the phrase hold a known word?"""
        return phrase is not None and bool(self.between(*phrase))

    def last_crop(self, low: int, high: int) -> str:
        """The grain that was named last in [low, high), or ""."""
        named = [t for t in self.between(low, high) if any(f.code == "grain_area" and f.item == "*" for f in t.word.frames)]
        return named[-1].word.text if named else ""

    def fits_any(self, phrase: tuple[int, int], fact: Fact) -> bool:
        """Could a word of the phrase be the subject of another quantity?"""
        return any(fits(frame, fact.quantity) for token in self.between(*phrase) for frame in token.word.frames)


def is_hard(gap: str) -> bool:
    """Is an uncovered stretch content? One character, or an unknown verb that ends in 了, 到, 在 …, is not."""
    gap = gap.strip("“”\"' 的、")
    return len(gap) >= 2 and not gap.endswith(_SOFT_END) and not gap.endswith(_PLACE_ENDS)
