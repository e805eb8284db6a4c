"""What kind of statement a number makes: level, growth, delta, share, completion, rank.

In: the words between the number before (or the clause's start) and this number, and its unit. Out: measure, sign and where the measure's own
words begin. Rules follow the annotation guide (docs/annotation.md) sections "Keys" and "Rulings" 1, 2, 16, 17 and 20.

Example:
    >>> judge_measure("固定资产投资同比下降", "percent", "8.67%").measure
    'yoy'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from transforms.seeds.lexicon import alternation


@dataclass(frozen=True, slots=True)
class Stated:
    """The measure of a number. `cut` is where in the left words the measure's own words begin; the subject stands before."""

    measure: str
    negative: bool
    cut: int
    rule: str
    inherits: bool
    """Whether the number speaks of a level named before it unless a subject stands between."""


@dataclass(frozen=True, slots=True)
class MeasureRules:
    """Compiled from the roles of lexicon/words.csv."""

    up: re.Pattern[str]
    down: re.Pattern[str]
    bare_compare: re.Pattern[str]
    level_to: re.Pattern[str]
    span: re.Pattern[str]
    completion: re.Pattern[str]
    completion_word: re.Pattern[str]
    completed: re.Pattern[str]
    share: re.Pattern[str]
    delta: re.Pattern[str]
    compare: re.Pattern[str]
    plain_delta: re.Pattern[str]


@cache
def load_measure_rules() -> MeasureRules:
    """The regular expressions of measure; cached."""
    tail = f"(?:{alternation('grow_tail')})"
    compare = "(?:同比|环比|比|较|与)[^，。；、]{0,14}?"
    done = f"(?:{alternation('completion')})"
    return MeasureRules(
        re.compile(rf"(?:{compare})?(?:{alternation('grow_up')}){tail}*$"),
        re.compile(rf"(?:{compare})?(?:{alternation('grow_down')}){tail}*$"),
        re.compile(rf"(?:同比|环比|比上年|较上年|比去年|较去年|比增){tail}*$"),
        re.compile(rf"(?:{alternation('level_to')})了?(?:约|近|超|超过)?$"),
        re.compile(alternation("span_growth")),
        re.compile(rf"(?:占|完成|达|为|是|达到|完成了|实现|相当于)?(?:了)?[^，。；]{{0,12}}{done}[^，。；占]{{0,6}}的?{tail}*$"),
        re.compile(rf"(?:{alternation('completion_word')})[^，。；]{{0,6}}$"),
        re.compile("^ *(?:已|共|约)?(?:完成|超额完成)(?:了)?$"),
        re.compile(rf"(?:{alternation('share_word')})[^，。；]{{0,16}}$"),
        re.compile(rf"(?:{compare})?(?:{alternation('delta_word')})(?:了|约|近|超过|收入|达|为)*$"),
        re.compile(alternation("compare_word")),
        re.compile(rf"(?<=[一-龥]{{2}})(?:{alternation('plain_delta')})(?:了|约|近|超过)*$"),
    )


_RELATIVE = frozenset({"percent", "pp", "ratio"})


def judge_measure(left: str, dimension: str, quote: str) -> Stated:
    """The measure of a number whose clause reads `left` before it. `dimension` is its unit's, "" where none is written."""
    rules = load_measure_rules()
    if dimension in _RELATIVE:
        return _relative(left, dimension, quote, rules)
    return _absolute(left, rules)


def _relative(left: str, dimension: str, quote: str, rules: MeasureRules) -> Stated:
    if "自然增长率" in left or "计划生育" in left:
        return Stated("level", False, len(left), "measure.rate", False)
    if rules.level_to.search(left):
        found = rules.share.search(left)
        return (
            Stated("share", False, found.start(), "measure.share", True)
            if found
            else Stated("level", False, len(left), "measure.level_to", False)
        )
    if found := rules.completed.search(left):
        return Stated("completion", False, found.start(), "measure.completed", True)
    if found := rules.completion_word.search(left):
        return Stated("completion", False, found.start(), "measure.completion_word", True)
    if (found := rules.up.search(left)) and "负增长" not in left:
        return _growth(left, found.start(), False, dimension, rules)
    if found := rules.down.search(left):
        return _growth(left, found.start(), True, dimension, rules)
    if found := rules.bare_compare.search(left):
        return _growth(left, found.start(), False, dimension, rules)
    if dimension == "ratio":
        return Stated("growth", False, max(left.find("相当于"), 0), "measure.times", True)
    if found := rules.completion.search(left):
        return Stated("completion", False, found.start(), "measure.completion", True)
    if found := rules.share.search(left):
        return Stated("share", False, found.start(), "measure.share", True)
    if quote.startswith("-"):
        return Stated("yoy", False, len(left), "measure.negative_rate", True)
    if ("分之" in quote and not quote.startswith("百")) or ("成" in quote and "率" not in left):
        return Stated("share", False, len(left), "measure.fraction", True)
    return Stated("level", False, len(left), "measure.rate", False)


def _growth(left: str, cut: int, negative: bool, dimension: str, rules: MeasureRules) -> Stated:
    spanning = rules.span.search(left)
    if spanning and spanning[0] == "翻" and re.search("同比|比上年|较上年|比去年", left):
        spanning = None
    if dimension == "pp":
        return Stated("delta", negative, cut, "measure.points", True)
    start = min(cut, spanning.start()) if spanning else cut
    return Stated("growth" if spanning else "yoy", negative, start, "measure.growth_span" if spanning else "measure.growth", True)


def _absolute(left: str, rules: MeasureRules) -> Stated:
    if rules.level_to.search(left):
        return Stated("level", False, len(left), "measure.level_to", False)
    if (found := rules.delta.search(left)) and rules.compare.search(left, 0):
        down = rules.down.search(left) is not None and not rules.up.search(left)
        return Stated("delta", down, found.start(), "measure.delta", True)
    if found := rules.plain_delta.search(left):
        return Stated("delta", rules.down.search(left) is not None, found.start(), "measure.plain_delta", True)
    return Stated("level", False, len(left), "measure.level", False)
