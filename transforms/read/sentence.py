"""One sentence on its way: its facts, what it has named so far, and how a fact takes over a subject.

In: facts of one sentence, those just before it, and the phrases of the text. Out: a `Sentence`, which the rules of attachment read and
write.
"""

from __future__ import annotations

from typing import Final

from transforms.read.cues import cue
from transforms.read.facts import Fact
from transforms.read.measure import Stated
from transforms.read.phrases import Phrases
from transforms.read.subject import Match
from transforms.seeds.lexicon import pattern

_BASE_VALUE: Final = cue("base_value")
_TASK_VALUE: Final = cue("task_value")
_PARTS_OPEN: Final = pattern("parts_open")
LOOK_BACK: Final = 24
"""Numbers that a reader keeps in mind."""


class Sentence:
    """What a sentence has named so far."""

    __slots__ = (
        "before",
        "bracket",
        "earlier",
        "facts",
        "group",
        "growth",
        "last",
        "listed",
        "outer",
        "phrases",
        "previous",
        "text",
        "totals",
    )

    def __init__(
        self, text: str, phrases: Phrases, facts: list[Fact], earlier: list[Fact], before: list[Fact], previous: Fact | None
    ) -> None:
        self.text = text
        self.phrases = phrases
        self.facts = facts
        self.earlier = earlier
        """The last facts before the sentence, wherever they stand."""
        self.before = before
        """Levels of the sentence before, where it stands in the same paragraph and touches this one."""
        self.previous = previous
        """The last fact of that sentence."""
        self.last: Fact | None = None
        """The last level."""
        self.group: list[Fact] = []
        """Levels since the last list."""
        self.totals: list[Fact] = []
        """Levels that 其中 or a bracket has opened: parts of them follow."""
        self.bracket = False
        self.listed = False
        self.outer: Fact | None = None
        """The last level before the bracket that is open."""
        self.growth: Fact | None = None
        """A growth just named with its own subject: a value behind it is that subject's level."""

    def note(self, fact: Fact) -> None:
        """Remember a fact that has been attached."""
        if fact.measure == "level" and (fact.near_has(_BASE_VALUE) or (self.last is not None and fact.near_has(_TASK_VALUE))):
            return  # a value that is only compared with
        if fact.measure == "level":
            self.last = fact
            self.group.append(fact)
        elif fact.measure == "delta" and fact.head is None and fact.code:
            self.last = fact
            if fact.rules[-1] in ("measure:measure.net_growth", "measure:measure.growing_stock"):
                self.group.append(fact)
        self.growth = fact if fact.measure in ("yoy", "growth") and fact.head is None else None

    def mind_bracket(self, k: int) -> None:
        """What stands in brackets behind a level (3亿元（上年2.8亿元），增长7%) is left with them."""
        low = self.facts[k - 1].end if k else self.facts[k].sentence[0]
        opened, closed = self.text.rfind("(", low, self.facts[k].start), self.text.rfind(")", low, self.facts[k].start)
        if closed > opened and self.outer is not None:
            self.last, self.outer = self.outer, None
        elif opened > closed:
            self.outer = self.last

    def recent(self, k: int) -> list[Fact]:
        """The last facts of the sentence before the k-th."""
        return self.facts[max(0, k - LOOK_BACK) : k]

    def levels_before(self, k: int) -> list[Fact]:
        """Levels among them."""
        return [fact for fact in self.recent(k) if fact.measure == "level"]


def set_measure(fact: Fact, stated: Stated) -> None:
    """Write down what kind of statement the number makes."""
    fact.measure = stated.measure
    fact.negative = stated.negative
    fact.rules += (f"measure:{stated.rule}",)


def inherit(fact: Fact, head: Fact, rule: str) -> None:
    """The number speaks of another one's subject."""
    fact.head = head
    fact.code, fact.row, fact.item, fact.item_kind, fact.subject = head.code, head.row, head.item, head.item_kind, head.subject
    fact.rules += (rule,)


def set_match(sentence: Sentence, fact: Fact, match: Match | None, phrase: tuple[int, int]) -> None:
    """The number's subject is a known word, or, without a code, the words of `phrase`."""
    if match is None:
        fact.subject = sentence.phrases.trim(*phrase)
        fact.item = sentence.text[slice(*fact.subject)]
        fact.item_kind = "entity" if fact.item else "none"
        return
    fact.code, fact.row, fact.item, fact.item_kind = match.code, match.row, match.item, match.item_kind
    fact.subject = (match.start, match.end)
    fact.rules += (f"indicator:{match.row}",)


def set_part(sentence: Sentence, fact: Fact, total: Fact, match: Match | None, phrase: tuple[int, int] | None = None) -> None:
    """The number is a part of `total`; its own words are the item."""
    low, high = phrase or fact.phrase or sentence.phrases.trim(fact.left, fact.start)
    fact.code, fact.row = total.code, total.row
    fact.item = (match.item if match else "") or sentence.text[low:high]
    if not fact.item and (opened := _PARTS_OPEN.search(sentence.text, fact.clause, fact.start)):
        fact.item = opened[0]  # 其中1885户已完工: a part without words of its own
    fact.subject, fact.item_kind = (low, high), "part" if fact.item else "none"
    if not fact.item:
        fact.code = match.code if match else ""
    fact.rules += ("subject:part",)
    if total.measure == "delta" and fact.measure == "level":
        fact.measure = "delta"
