"""What is settled once a number has its subject: average, batch, crop, and whether a growing stock is a change.

In: a sentence and the place of the fact in it. Out: the fact's item, code and measure made precise.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from transforms.read.cues import cue
from transforms.read.facts import Fact
from transforms.read.sentence import Sentence
from transforms.read.subject import Match
from transforms.seeds.indicators import codes_of, load_indicators
from transforms.seeds.lexicon import codes_with, pattern

_AVERAGE: Final = cue("average")
_BATCH: Final = cue("batch")
_PER_HEAD: Final = cue("per_head")
_GROWING: Final = pattern("growing")
_NET_GROWTH: Final = pattern("net_growth")
_CUMULATIVE: Final = cue("cumulative")
_STAGE: Final = pattern("stage")
_TASK: Final = pattern("task_words")
_EACH_VILLAGE: Final = pattern("each_village")
_LISTED: Final = pattern("listed_on")
_OTHER_CROPS: Final = frozenset({"crop_area", "crop_output"})
_WITH_FLOW: Final = codes_with("has_flow_code")
_AVERAGES: Final = codes_with("average")


def refine(sentence: Sentence, k: int) -> None:
    """Make item, code and measure of an attached fact precise."""
    fact = sentence.facts[k]
    if found := fact.near_find(_BATCH):
        fact.item, fact.item_kind = fact.item or found[0], "batch"
    if fact.code == "admin_villages" and fact.near.lstrip().startswith("的"):
        fact.code = ""  # 达到20万元的村4个: those of a class are not all villages
    if not fact.code:
        return
    if not fact.item and (found := fact.near_find(_AVERAGE)):  # a yearly average over a span is no year's total
        fact.item, fact.item_kind = found[0], "part"
    _set_crop(sentence, k)
    _set_flow(sentence, k)
    _set_change(sentence.text, fact)
    set_total_so_far(sentence, k)
    if sentence.last is not None and sentence.last.code == fact.code:
        set_stage(fact, sentence.last)


def set_total_so_far(sentence: Sentence, k: int) -> None:
    """累计 beside the year's own figure of a flow is no figure of the year: its item says so."""
    fact = sentence.facts[k]
    found = fact.near_find(_CUMULATIVE)
    if found is None or not fact.code or fact.item or fact.measure != "level":
        return
    indicator = load_indicators().get(fact.code)
    if indicator is None or indicator.kind != "flow":
        return
    for other in (*sentence.before, *sentence.facts[:k]):
        if other.code == fact.code and other.measure == "level" and other.quantity.value < fact.quantity.value:
            fact.item, fact.item_kind = found[0], "part"


def set_stage(fact: Fact, level: Fact | None) -> None:
    """危房改造86户，已竣工72户: how many of the same works have come so far is a part of them."""
    found = _STAGE.search(fact.near)
    if found is None or level is None or fact.item or fact.code.startswith("projects_"):
        return
    if level.quantity.value < fact.quantity.value or _TASK.search(level.near):  # what is done of a task is the year's own figure
        return
    fact.item, fact.item_kind = found[0], "part"


def is_average(text: str, fact: Fact, match: Match | None) -> bool:
    """人均耕地, 户均增收: an average per head is none of the totals (annotation guide, keys i)."""
    if match is None or not match.code:
        return False
    if fact.quantity.dimension == "money" and _EACH_VILLAGE.search(text, fact.clause, fact.start):
        return True
    return match.code not in _AVERAGES and fact.near_has(_PER_HEAD) and not _PER_HEAD.search(text, match.start, match.end)


def is_per_head(fact: Fact, total: Fact) -> bool:
    """人均存款 is no part of a total."""
    return total.code not in _AVERAGES and fact.near_has(_PER_HEAD)


def _set_crop(sentence: Sentence, k: int) -> None:
    """A yield, or a bare 总产, is of the crop that the sentence named last."""
    fact = sentence.facts[k]
    if fact.item or fact.code not in ("grain_yield", "grain_output"):
        return
    if fact.code == "grain_output" and not fact.rules[-1].endswith("crop_goes_on"):
        return
    previous = sentence.facts[k - 1] if k else None
    if fact.code == "grain_yield" and previous is not None and previous.code in _OTHER_CROPS:
        fact.code = ""  # the yield of cotton or tea is none of grain
    elif previous is not None and previous.code == "grain_area" and previous.item:
        fact.item, fact.item_kind = previous.item, "entity"
    elif fact.code == "grain_yield" and (crop := sentence.phrases.last_crop(fact.sentence[0], fact.start)):
        fact.item, fact.item_kind = crop, "entity"


def _set_flow(sentence: Sentence, k: int) -> None:
    """新注册企业312户，个体工商户528户: a bare noun behind the new ones of a kind counts new ones too."""
    fact = sentence.facts[k]
    previous = sentence.facts[k - 1] if k else None
    if previous is None or f"{fact.code}_new" not in _WITH_FLOW or previous.code != f"{fact.code}_new" or fact.measure != "level":
        return
    own = sentence.phrases.between(fact.left, fact.start)
    if (
        previous.measure != "level"
        or not _LISTED.fullmatch(sentence.text, previous.end, fact.left)
        or any(token.word.is_light for token in own if token.word.text != "、")
    ):
        return
    if own and fact.phrase is None:
        fact.code += "_new"
        fact.rules += ("subject:new_ones_go_on",)


@cache
def _growing_stocks() -> frozenset[str]:
    return codes_of("stock") - codes_with("stock_without_change")


def _set_change(text: str, fact: Fact) -> None:
    """新增 of a stock that has no flow code of its own, and 净增 of any, is a change (annotation guide, ruling 17)."""
    if fact.code in _WITH_FLOW and _NET_GROWTH.search(text, fact.clause, fact.start):
        fact.code, fact.measure = fact.code.removesuffix("_new"), "delta"
        fact.rules += ("measure:measure.net_growth",)
    if fact.rules[0] == "measure:measure.level_to":
        return
    if fact.measure == "level" and fact.code in _growing_stocks() and _GROWING.search(text, fact.clause, fact.start):
        fact.measure = "delta"
        fact.rules += ("measure:measure.growing_stock",)
