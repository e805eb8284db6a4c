"""One scan for every number of a text: a quantity that may be a fact, or a number that is none, with the reason.

In: normalised text. Out: `Found` items in text order that cover every numeral character exactly once; those with a quantity go on to become
claims, the others carry a reason code and the row or rule that decided. The patterns are rows of seeds/lexicon/notfact.csv.

Example:
    >>> [f.reason or "quantity" for f in scan("2022年流转土地3000亩，统一规划")]
    ['date', 'quantity', 'word_part']
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from transforms.read.numbers import Grammar, Quantity, load_grammar, read_quantity
from transforms.seeds.files import read_rows
from transforms.seeds.lexicon import pattern, words_of

NUMERALS: Final = "0-9零〇一二两三四五六七八九十百千万亿几数半"
_TRIGGER: Final = (
    r"百分之|(?<![0-9A-Za-z%])[lI](?=[0-9]|[所个家处户人座名台])|O(?=\.[0-9])|’(?=[0-9])|(?<![0-9A-Za-z%年月日号])[-+](?=[0-9])"
    r"|(?:数|上|好几)(?=[十百千万亿])|成(?=百上千|千上万)|[" + NUMERALS + "]"
)
_MOST_ITEMS: Final = 50
"""A list of items that a slogan names (十项行动) is no longer than this."""
_DIGITS: Final = "0123456789"
_QUANTITIES: Final = ("plain", "quantity")
_TRIGGER_STARTS: Final = "0123456789零〇一二两三四五六七八九十百千万亿几数半lIO’-+上成好"
_CLASS_COUNTED: Final = pattern("class_counted")
_CLASS_REACHED: Final = pattern("class_reached")
_THRESHOLD_WORDS: Final = pattern("threshold_words")
_ITEMS: Final = pattern("items_listed")
_THRESHOLD: Final = pattern("threshold_class")
_OVER: Final = pattern("threshold_over")
_RANGE: Final = pattern("threshold_range")
_PLAIN: Final = pattern("plain_number")
_VILLAGE_NAME: Final = pattern("village_by_number")
_PASSED: Final = pattern("mark_passed")
_DURATION: Final = pattern("duration_measured")
_ABSTRACT: Final = pattern("abstract_counted")
_LETTER_SUBJECTS: Final = words_of("letter_subject")
"""Names of indicators in letters, behind which a number stands bare (完成GDP12亿元)."""
_CLAUSE_END: Final = "，。；：、！？\n()"


class Found:
    """A number in the text: `quantity` where it may be a fact, else `reason` (a code) with the `rule` that gave it."""

    __slots__ = ("end", "quantity", "reason", "rule", "start")

    def __init__(self, start: int, end: int, quantity: Quantity | None, reason: str, rule: str) -> None:
        self.start = start
        self.end = end
        self.quantity = quantity
        self.reason = reason
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Patterns:
    """The compiled scan and the regular expressions that decide about a quantity."""

    candidates: re.Pattern[str]
    by_start: dict[str, re.Pattern[str]]
    reasons: dict[str, tuple[str, str]]
    concrete_units: frozenset[str]
    count_verbs: tuple[str, ...]
    rank_words: tuple[str, ...]


@cache
def load_patterns() -> Patterns:
    """Compile the rows of notfact.csv by the characters that can begin them; cached."""
    rows = read_rows("lexicon/notfact.csv", required=("id", "reason", "starts", "pattern"))
    reasons = {f"n{number}": (row["reason"], row["id"]) for number, row in enumerate(rows)}
    by_start = {c: _compile_for(c, rows) for c in sorted({c for row in rows for c in row["starts"]} | set(_TRIGGER_STARTS))}
    return Patterns(
        re.compile("[" + "".join(re.escape(c) for c in by_start) + "]"),
        by_start,
        reasons,
        frozenset(words_of("concrete_unit")),
        words_of("count_verb"),
        words_of("rank_word"),
    )


def _compile_for(start: str, rows: list[dict[str, str]]) -> re.Pattern[str]:
    """The patterns that can begin with one character: a plain number first, rows in file order, the beginning of a quantity last."""
    parts = [f"(?P<plain>{_PLAIN.pattern})"] if start in _DIGITS else []
    parts += [f"(?P<n{number}>{row['pattern']})" for number, row in enumerate(rows) if start in row["starts"]]
    if start in _TRIGGER_STARTS:
        parts.append(f"(?P<quantity>{_TRIGGER})")
    return re.compile("|".join(parts))


def scan(text: str) -> list[Found]:
    """Every number of normalised `text`, in order and without overlap."""
    patterns, grammar = load_patterns(), load_grammar()
    search, by_start = patterns.candidates.search, patterns.by_start
    found: list[Found] = []
    at = 0
    while (candidate := search(text, at)) is not None:
        start = candidate.start()
        match = by_start[candidate[0]].match(text, start)
        if match is None:
            at = start + 1
            continue
        group = match.lastgroup
        if group not in _QUANTITIES:
            reason, rule = patterns.reasons[str(group)]
            item = Found(start, match.end(), None, reason, rule)
        else:
            item = _decide(text, start, found[-1].end if found else 0, patterns, grammar)
        found.append(item)
        at = item.end
    return found


def _decide(text: str, start: int, floor: int, patterns: Patterns, grammar: Grammar) -> Found:
    """The number that begins at `start`: a quantity or a rejected number. `floor` is where the number before it ended."""
    quantity = read_quantity(text, start, grammar)
    if quantity is None:
        return Found(start, start + 1, None, "word_part", "word_part.numeral")
    begin = max(quantity.start, floor)
    if quantity.digits == "arabic":
        reason, rule = _judge_arabic(text, quantity, patterns)
    else:
        reason, rule = _judge_chinese(text, quantity, patterns)
    if reason:
        end = quantity.number_end + len(quantity.unit) if reason != "word_part" else quantity.number_end
        if reason == "threshold" and (words := _THRESHOLD_WORDS.match(text, end)):
            end = words.end()
        return Found(
            max(quantity.number_start, floor),
            end,
            None,
            reason,
            rule,
        )
    return Found(begin, quantity.end, quantity, "", "")


def _judge_arabic(text: str, q: Quantity, patterns: Patterns) -> tuple[str, str]:
    """Reason and rule where an Arabic number is no fact, else two empty strings."""
    before, after = text[q.number_start - 1 : q.number_start], text[q.end : q.end + 1]
    if before.isascii() and before.isalpha() and q.note != "ocr" and not text.endswith(_LETTER_SUBJECTS, 0, q.number_start):
        return "name", "name.letter_before"
    if not q.unit and not q.multiplied:
        if after.isascii() and after.isalpha():
            return "name", "name.letter_after"
        if q.value_high is None and 1900 <= q.value <= 2100:
            return "date", "date.bare_year"
        return "no_unit", "no_unit.arabic"
    if q.dimension == "voltage":
        return "name", "name.voltage"
    if q.dimension in ("time", "age", "grade"):
        if q.dimension != "grade" and _DURATION.search(text, max(0, q.start - 14), q.start):
            return "", ""
        return ("duration", "duration.time") if q.dimension == "time" else ("threshold", f"threshold.{q.dimension}")
    return _judge_threshold(text, q, patterns)


def _judge_threshold(text: str, q: Quantity, patterns: Patterns) -> tuple[str, str]:
    """Is the number only the line that defines a class (5000万元以上项目9家)?"""
    if text.endswith(("以上", "以下", "以内"), 0, q.end) and _THRESHOLD.match(text, q.end):
        return "threshold", "threshold.above"
    if q.value_high is not None and q.dimension.startswith("money") and _RANGE.match(text, q.end):
        return "threshold", "threshold.range"
    if text.startswith(("及以上", "及以下"), q.end):
        return "threshold", "threshold.and_above"
    if q.bound in (">=", "<=") and q.start < q.number_start and _OVER.match(text, q.end):
        return "threshold", "threshold.over"
    if _CLASS_COUNTED.match(text, q.end) and _CLASS_REACHED.search(text, max(0, q.number_start - 3), q.number_start):
        return "threshold", "threshold.class"
    return "", ""


def _judge_chinese(text: str, q: Quantity, patterns: Patterns) -> tuple[str, str]:
    """Reason and rule where a number in Chinese numerals is no fact, else two empty strings."""
    if q.note in ("percent_of", "fraction") or (q.dimension == "ratio" and q.value > 0):
        return "", ""
    if q.value == 0:
        return "word_part", "word_part.zero"
    after = text[q.end : q.end + 1]
    ends = not after or after in _CLAUSE_END
    if not q.unit:
        if q.value >= 10_000 and q.digits == "chinese" and len(text[q.number_start : q.number_end]) > 1 and ends:
            return "", ""
        return "word_part", "word_part.no_unit"
    if q.dimension in ("time", "age", "grade"):
        return ("duration", "duration.time") if q.dimension == "time" else ("threshold", f"threshold.{q.dimension}")
    bounded = q.bound != "=" or q.start < q.number_start or q.vague
    if q.digits == "bare" and text[q.number_start] != "十":
        if not bounded or (q.start < q.number_start and _PASSED.match(text, q.end)):
            return "class_name", "class_name.bare_magnitude"
        return _judge_threshold(text, q, patterns) if not _THRESHOLD.match(text, q.end) else ("threshold", "threshold.bare")
    if q.unit == "项" and q.value <= _MOST_ITEMS and _ITEMS.match(text, q.end):
        return "rhetoric", "rhetoric.items"
    if q.value >= 10 or q.value_high is not None or bounded:
        return _judge_threshold(text, q, patterns)
    return _judge_small(text, q, ends, patterns)


def _judge_small(text: str, q: Quantity, ends: bool, patterns: Patterns) -> tuple[str, str]:
    """One to nine in Chinese numerals: a count (篮球场一座, 三个贫困村) or a way of speaking (一个中心)."""
    one = q.value == 1
    if q.unit in ("期", "组", "号") and not ends:
        return "phase", "phase.small"
    if q.unit == "村" and _VILLAGE_NAME.search(text, max(0, q.start - 4), q.start):
        return "name", "name.village"
    if one and not ends and q.unit in patterns.concrete_units and text.endswith(patterns.count_verbs, 0, q.start):
        return "", ""
    if ends:
        if q.unit in patterns.concrete_units or q.unit in ("个", "套", "条") or (q.unit == "次" and not one):
            return "", ""
        return "rhetoric", "rhetoric.small_at_end"
    if one or q.unit not in patterns.concrete_units | {"个", "条", "项"}:
        return "rhetoric", "rhetoric.small"
    if _ABSTRACT.match(text, q.end):
        return "rhetoric", "rhetoric.abstract_noun"
    return "", ""
