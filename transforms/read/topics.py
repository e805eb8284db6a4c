"""Numbers whose own clause names nothing: the neighbour's words, the clause before, the township's people, the level before.

In: a sentence and the place of a fact in it. Out: a `Match` with the rule that found it, or None.
"""

from __future__ import annotations

from typing import Final

from transforms.read.facts import Fact
from transforms.read.sentence import LOOK_BACK, Sentence
from transforms.read.subject import Match, is_joint, lead_of, match_left, match_tokens
from transforms.seeds.indicators import load_indicators
from transforms.seeds.lexicon import codes_with, pattern, words_of

_PAIR: Final = pattern("pair_separator")
_TOPIC_NAMED: Final = pattern("topic_named")
_PEOPLE: Final = pattern("township_people")
_ALL_OF_IT: Final = pattern("all_of_it")
_SUM: Final = pattern("sum_words")
_VILLAGES_LISTED: Final = pattern("villages_listed")
_SERVED: Final = pattern("people_served")
_YIELDS: Final = pattern("yields_of")
_NEW_ONES: Final = pattern("new_ones")
_CUMULATIVE: Final = pattern("cumulative")
_THERE_ARE: Final = pattern("there_are")
_PER_HEAD: Final = pattern("per_head")
_STOCK_WORDS: Final = pattern("stock_words")
_FLOW_WORDS: Final = pattern("flow_words")
_CROPS: Final = codes_with("crop")
_NEIGHBOURS: Final = codes_with("population_neighbour")
_WITH_FLOW: Final = codes_with("has_flow_code")
_MOVED: Final = pattern("raised_to")
_HEADS: Final = words_of("shared_head")
_BARE_OUTPUT: Final = words_of("bare_output")
_PLAIN_UNITS: Final = words_of("plain_unit")
_GENERIC_OUTPUT: Final = frozenset({"crop_output.2", "grain_output.2"})
"""Rows of subjects.csv whose words name no crop."""
_SECTORS: Final = "gross_industrial_output.kinds"
"""The row of subjects.csv that names sectors of industry."""
_ALL_INDUSTRY, _LARGE_INDUSTRY = "gross_industrial_output", "ads_industrial_output"
_OUTPUT_OF: Final = {
    "grain_area": "grain_output",
    "grain_output": "grain_output",
    "crop_area": "crop_output",
    "crop_output": "crop_output",
    "aquaculture_area": "aquatic_output",
}
"""What a bare 总产 behind a figure of these codes is."""
_NAMED_ONLY: Final = frozenset({"money", "percent", "pp", "ratio", "person", "visits", "event"})
"""Dimensions of too many things for a heading to name."""
_CENSUS: Final = 1000
"""Households of a township; fewer may be those of a programme."""
_GROWN: Final = frozenset({"mass", "area"})
_RATES: Final = frozenset({"pp", "percent"})
_COUNTS: Final = frozenset({"count", "event", "head"})
_NEAR_GROWTH: Final = 3
"""Characters that may stand between a growth and the level it led to."""


def without_subject(sentence: Sentence, k: int, bare: bool) -> tuple[Match | None, str]:
    """The subject of a number whose clause has none; `bare`: there is nothing but function words and verbs before it."""
    if bare:
        return (
            _neighbour(sentence, k)
            or _crop_goes_on(sentence, k)
            or _sum_of_each(sentence, k)
            or _topic(sentence, k)
            or _heading(sentence, k)
            or (_people(sentence, k), "subject:people")
        )
    fact = sentence.facts[k]
    low = sentence.facts[k - 1].end if k else fact.sentence[0]
    if low < fact.clause and _TOPIC_NAMED.search(sentence.text, low, fact.clause - 1):
        return match_left(sentence.phrases, fact, low, fact.clause - 1, loose=True), "subject:topic_named"
    return None, ""


def _words_of_previous(sentence: Sentence, k: int) -> Match | None:
    fact, previous = sentence.facts[k], sentence.facts[k - 1]
    match = match_tokens(sentence.phrases, previous.left, previous.start, fact, False)
    return None if match is not None and is_joint(sentence.phrases, fact, match, previous.left) else match


def _neighbour(sentence: Sentence, k: int) -> tuple[Match, str] | None:
    """375户1479人: two numbers side by side are of one subject."""
    if not k:
        return None
    fact, previous = sentence.facts[k], sentence.facts[k - 1]
    if fact.quantity.dimension == previous.quantity.dimension:
        return None
    if not _PAIR.fullmatch(sentence.text, previous.end, fact.left + len(fact.near.rstrip())):
        return None
    match = _words_of_previous(sentence, k)
    return (match, "subject:pair") if match is not None else None


def _crop_goes_on(sentence: Sentence, k: int) -> tuple[Match, str] | None:
    """种植小麦3万亩，总产1.5万吨."""
    if not k or sentence.facts[k - 1].code not in _CROPS or sentence.facts[k].quantity.dimension not in _GROWN:
        return None
    if sentence.phrases.has_word(sentence.facts[k - 1].end, sentence.facts[k].clause):
        return None
    match = _words_of_previous(sentence, k)
    return (match, "subject:crop_goes_on") if match is not None else None


def _sum_of_each(sentence: Sentence, k: int) -> tuple[Match, str] | None:
    """村集体收入全部超过20万元，总额达560万元: the sum is of what each of them passed."""
    fact = sentence.facts[k]
    if not k or sentence.facts[k - 1].code or not _SUM.search(fact.near):
        return None
    if fact.quantity.dimension != sentence.facts[k - 1].quantity.dimension:
        return None
    match = _words_of_previous(sentence, k)
    return (match, "subject:sum_of_each") if match is not None and match.code else None


def _topic(sentence: Sentence, k: int) -> tuple[Match, str] | None:
    """The clause before it in the sentence, if no number stands between."""
    fact = sentence.facts[k]
    low = sentence.facts[k - 1].end if k else fact.sentence[0]
    if low >= fact.clause:
        return None
    match = match_left(sentence.phrases, fact, low, fact.clause - 1, loose=True)
    return (match, "subject:topic") if match is not None else None


def _heading(sentence: Sentence, k: int) -> tuple[Match, str] | None:
    """（三）改造厕所。下达任务560座: the short sentence that opens the paragraph, or the heading above, names what is counted."""
    fact = sentence.facts[k]
    lead = lead_of(sentence.text, fact.sentence[0])
    if (
        lead is None
        or fact.quantity.dimension in _NAMED_ONLY
        or fact.quantity.unit in _PLAIN_UNITS
        or (k > 0 and sentence.facts[k - 1].code != "")
    ):
        return None
    match = match_left(sentence.phrases, fact, *lead, loose=True)
    return (match, "subject:heading") if match is not None and match.code else None


def _people(sentence: Sentence, k: int) -> Match | None:
    """共13232户, 30741人 among the township's villages and groups are its households and people."""
    fact, text = sentence.facts[k], sentence.text
    quantity = fact.quantity
    if quantity.unit == "村" and _PEOPLE.search(text, fact.clause, fact.start):
        return Match("admin_villages", "admin_villages.unit", "", "none", fact.start, fact.start)
    previous = sentence.facts[k - 1] if k else None
    near = previous is not None and previous.code in _NEIGHBOURS and previous.item == ""
    own = near or _ALL_OF_IT.search(text, fact.clause, fact.start) is not None or _is_census(sentence, k)
    if own and quantity.unit == "户":
        return Match("households", "households.people", "", "none", fact.start, fact.start)
    if (own and quantity.dimension == "person") or quantity.unit == "口人":
        return Match("population", "population.people", "", "none", fact.start, fact.start)
    return None


def _is_census(sentence: Sentence, k: int) -> bool:
    """有8600户，3.2万人: thousands of households and their people, of whom nothing else is said, are the township's."""
    fact = sentence.facts[k]
    pair = sentence.facts[max(k - 1, 0) : k + 2]
    units = {other.quantity.dimension for other in pair if other.phrase is None and other.quantity.value >= _CENSUS}
    words = sentence.text[pair[0].left : pair[0].start].strip()
    return {"household", "person"} <= units and fact.quantity.value >= _CENSUS and _THERE_ARE.fullmatch(words) is not None


def villages_listed(sentence: Sentence, fact: Fact) -> Match | None:
    """18个村、27个社区: villages beside the township's communities or groups are all of them."""
    if fact.quantity.unit != "个" or not _VILLAGES_LISTED.match(sentence.text, fact.end) or _SERVED.search(fact.near):
        return None
    return Match("admin_villages", "admin_villages.unit", "", "none", fact.end, fact.end + 1)


def same_head(sentence: Sentence, phrase: tuple[int, int], before: list[Fact]) -> Match | None:
    """两大行业产值 after 规上工业总产值: an unknown subject with the head of one named before is a part of it."""
    low, high = sentence.phrases.trim(*phrase)
    words = sentence.text[low:high]
    head = next((h for h in _HEADS if words.endswith(h) and len(words) > len(h)), None)
    if head is None or _PER_HEAD.search(words):
        return None
    for other in reversed(before[-LOOK_BACK:]):
        if other.code and other.measure == "level" and sentence.text[slice(*other.subject)].endswith(head):
            return Match(other.code, "same_head", words, "part", low, high)
    return None


def crop_of_output(sentence: Sentence, k: int, match: Match | None) -> Match | None:
    """A bare 总产 behind a crop's area is of that crop."""
    if match is None or match.row not in _GENERIC_OUTPUT or not k:
        return match
    if sentence.text[match.start : match.end] not in _BARE_OUTPUT or sentence.facts[k].quantity.dimension not in _GROWN:
        return match
    area = next((fact for fact in reversed(sentence.recent(k)) if fact.code != "grain_yield"), None)
    output = _OUTPUT_OF.get(area.code) if area is not None else None
    if area is None or output is None:
        return match
    words = match_tokens(sentence.phrases, area.left, area.start, sentence.facts[k], False)
    if words is not None and words.code == output:
        return words
    return Match(output, match.row, area.item, area.item_kind, match.start, match.end)


def of_large_industry(sentence: Sentence, k: int, match: Match | None) -> Match | None:
    """分行业看，制鞋业产值3亿元, where the paragraph gave the output of industry above designated size: a sector is a part of that."""
    if match is None or match.row != _SECTORS:
        return match
    paragraph = sentence.text.rfind("\n", 0, sentence.facts[k].start)
    for other in reversed([*sentence.earlier, *sentence.recent(k)]):
        if other.start < paragraph or other.code == _ALL_INDUSTRY:
            return match
        if other.code == _LARGE_INDUSTRY and other.measure == "level":
            return Match(_LARGE_INDUSTRY, match.row, match.item, match.item_kind, match.start, match.end)
    return match


def inherit_level(sentence: Sentence, fact: Fact) -> bool:
    """A clause without a noun goes on about the level before it (…由1.3亿元增加到2.7亿元)."""
    last = _level_to_go_on(sentence, fact)
    if last is None or (last.quantity.dimension in _COUNTS and last.quantity.unit != fact.quantity.unit):
        return False
    if last.code == "admin_villages" and not _MOVED.search(fact.near):
        return False  # 21个行政村，19个通了水泥路: some of them
    if last.code == "project_investment" and _YIELDS.search(fact.near):
        return False
    fact.code, fact.row, fact.item, fact.item_kind, fact.subject = last.code, last.row, last.item, last.item_kind, last.subject
    _mark_new(last, fact)
    if fact.code.endswith("_new") and _STOCK_WORDS.search(fact.near):
        fact.code = fact.code.removesuffix("_new")
    elif fact.code + "_new" in _WITH_FLOW and _FLOW_WORDS.search(fact.near):
        fact.code += "_new"
    fact.rules += ("subject:same_level",)
    return True


def _mark_new(last: Fact, fact: Fact) -> None:
    """新办合作社5个，累计13个: the new ones beside all of them are a part."""
    found = _NEW_ONES.search(last.near)
    indicator = load_indicators().get(last.code)
    if (
        found is None
        or last.item
        or last.measure != "level"
        or indicator is None
        or indicator.kind != "stock"
        or not _CUMULATIVE.search(fact.near)
    ):
        return
    if last.quantity.value < fact.quantity.value:
        last.item, last.item_kind = found[0], "part"


def _level_to_go_on(sentence: Sentence, fact: Fact) -> Fact | None:
    growth, last = sentence.growth, sentence.last
    dimension = fact.quantity.dimension
    if growth is not None and growth.code and growth.end + _NEAR_GROWTH >= fact.left and dimension.startswith("money"):
        return growth
    if last is None or not last.code:
        return None
    alike = last.quantity.dimension == dimension or {last.quantity.dimension, dimension} == _RATES
    return last if alike else None
