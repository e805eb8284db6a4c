"""What kind of statement a number makes: level, growth, delta, share, completion, rank.

In: the words between the number before (or the clause's start) and this number, and its unit. Out: measure, sign and where the measure's
own words begin. Rules follow the annotation guide (docs/annotation.md) sections "Keys" and "Rulings" 1, 2, 16, 17 and 20; the words are
the growth_*, share_* and completed_* rows of seeds/lexicon/patterns.csv.

Example:
    >>> judge_measure("固定资产投资同比下降", "percent", "8.67%").measure
    'yoy'
"""

from __future__ import annotations

from typing import Final

from transforms.seeds.lexicon import pattern

_UP: Final = pattern("growth_up")
_DOWN: Final = pattern("growth_down")
_BARE: Final = pattern("growth_bare")
_RAISED_TO: Final = pattern("raised_to")
_SPAN: Final = pattern("growth_span")
_DOUBLED: Final = pattern("doubled")
_YEAR_ON_YEAR: Final = pattern("year_on_year")
_PROGRESS: Final = pattern("work_progress")
_COMPLETED: Final = pattern("completed_bare")
_COMPLETION_RATE: Final = pattern("completion_rate")
_OF_PLAN: Final = pattern("completed_of_plan")
_SHARE: Final = pattern("share_of")
_CHANGED: Final = pattern("changed_by")
_COMPARED: Final = pattern("compare_any")
_CHANGED_PLAINLY: Final = pattern("changed_plainly")
_STANDING_RATE: Final = pattern("standing_rate")
_NEGATIVE: Final = pattern("negative_growth")
_TIMES: Final = pattern("times_of")
_RATE: Final = pattern("rate_named")
_ABOVE: Final = pattern("above_average")
_CHANGE_HINT: Final = pattern("change_hint")
_TURNED: Final = pattern("turned_sign")
_COMPARED_MORE: Final = pattern("compared_more")
_COMPARED_BARE: Final = pattern("compared_bare")
_LESS: Final = pattern("falling")
_RELATIVE: Final = frozenset({"percent", "pp", "ratio"})


class Stated:
    """The measure of a number. `cut` is where in the left words the measure's own words begin; the subject stands before."""

    __slots__ = ("cut", "inherits", "measure", "negative", "rule")

    def __init__(self, measure: str, negative: bool, cut: int, rule: str, inherits: bool) -> None:
        self.measure = measure
        self.negative = negative
        self.cut = cut
        self.rule = rule
        self.inherits = inherits
        """Whether the number speaks of a level named before it unless a subject stands between."""


def judge_measure(left: str, dimension: str, quote: str) -> Stated:
    """The measure of a number whose clause reads `left` before it. `dimension` is its unit's, "" where none is written."""
    if dimension not in _RELATIVE:
        return _absolute(left)
    return (
        _standing(left)
        or _completed(left)
        or _grown(left, dimension)
        or _related(left, dimension)
        or _apart(left, dimension)
        or _bare(left, quote)
    )


def _apart(left: str, dimension: str) -> Stated | None:
    """高于全县平均水平1.2个百分点: percentage points above or below another are a difference."""
    if dimension != "pp" or (found := _ABOVE.search(left)) is None:
        return None
    return Stated("delta", _LESS.search(found[0]) is not None, found.start(), "measure.points", True)


def _standing(left: str) -> Stated | None:
    """自然增长率 is a level, and so is what stands after 提高到; 占…的比重提高到 is a share."""
    if _STANDING_RATE.search(left):
        return Stated("level", False, len(left), "measure.rate", False)
    if not _RAISED_TO.search(left):
        return None
    if found := _SHARE.search(left):
        return Stated("share", False, found.start(), "measure.share", True)
    return Stated("level", False, len(left), "measure.level_to", False)


def _completed(left: str) -> Stated | None:
    """完成8%, 任务完成率达到96%."""
    if found := _COMPLETED.search(left):
        return Stated("completion", False, found.start(), "measure.completed", True)
    if found := _PROGRESS.search(left):
        return Stated("completion", False, found.start(), "measure.progress", True)
    if found := _COMPLETION_RATE.search(left):
        return Stated("completion", False, found.start(), "measure.completion_word", True)
    return None


def _grown(left: str, dimension: str) -> Stated | None:
    """同比增长6.2%, 下降0.5个百分点, 同比-6.2%."""
    if not _CHANGE_HINT.search(left):
        return None
    if (found := _UP.search(left)) and not _NEGATIVE.search(left):
        return _growth(left, found.start(), False, dimension)
    if found := _DOWN.search(left):
        return _growth(left, found.start(), True, dimension)
    if found := _BARE.search(left) or _TURNED.search(left):
        return _growth(left, found.start(), False, dimension)
    if found := _COMPARED_BARE.search(left):
        return _growth(left, found.start(), _LESS.search(found[0]) is not None, dimension)
    return None


def _growth(left: str, cut: int, negative: bool, dimension: str) -> Stated:
    if dimension == "pp":
        return Stated("delta", negative, cut, "measure.points", True)
    spanning = _SPAN.search(left)
    if spanning and not (_DOUBLED.fullmatch(spanning[0]) and _YEAR_ON_YEAR.search(left)):
        return Stated("growth", negative, min(cut, spanning.start()), "measure.growth_span", True)
    return Stated("yoy", negative, cut, "measure.growth", True)


def _related(left: str, dimension: str) -> Stated | None:
    """相当于上年的2倍, 占全年任务的62%, 占42.5%."""
    if dimension == "ratio":
        found = _TIMES.search(left)
        return Stated("growth", False, found.start() if found else 0, "measure.times", True)
    if found := _OF_PLAN.search(left):
        return Stated("completion", False, found.start(), "measure.completion", True)
    if found := _SHARE.search(left):
        return Stated("share", False, found.start(), "measure.share", True)
    return None


def _bare(left: str, quote: str) -> Stated:
    """A rate without a measure's word: its writing may tell (-6.2%, 三分之一, 六成)."""
    if quote.startswith("-"):
        return Stated("yoy", False, len(left), "measure.negative_rate", True)
    if ("分之" in quote and not quote.startswith("百")) or ("成" in quote and not _RATE.search(left)):
        return Stated("share", False, len(left), "measure.fraction", True)
    return Stated("level", False, len(left), "measure.rate", False)


def _absolute(left: str) -> Stated:
    if not _CHANGE_HINT.search(left):
        return Stated("level", False, len(left), "measure.level", False)
    if _RAISED_TO.search(left):
        return Stated("level", False, len(left), "measure.level_to", False)
    if (found := _CHANGED.search(left)) and _COMPARED.search(left):
        down = _DOWN.search(left) is not None and not _UP.search(left)
        return Stated("delta", down, found.start(), "measure.delta", True)
    if found := _COMPARED_MORE.search(left) or _COMPARED_BARE.search(left):
        return Stated("delta", _LESS.search(found[0]) is not None, found.start(), "measure.delta", True)
    if found := _CHANGED_PLAINLY.search(left):
        return Stated("delta", _DOWN.search(left) is not None, found.start(), "measure.plain_delta", True)
    return Stated("level", False, len(left), "measure.level", False)
