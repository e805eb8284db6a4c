"""Attachment: whose quantity is it? For every quantity of a text, the words it belongs to and the code they stand for.

In: normalised text and what the scan found. Out: one `Fact` per quantity with measure, subject, code and item. Rules are those of
docs/reading.md: the noun to the left in the clause, its head rightmost, or the noun that follows a count; tails (增长, 占) belong to the
last level; 分别 aligns two lists; 其中 opens parts.
"""

from __future__ import annotations

from typing import Final

from transforms.read.cues import cue, cues_in
from transforms.read.facts import Fact, lay_out, make_facts
from transforms.read.lists import align, run_length
from transforms.read.measure import Stated, judge_measure
from transforms.read.mentions import Found
from transforms.read.phrases import Phrases
from transforms.read.projects import SPENT, project_behind, settle_investment
from transforms.read.refine import is_average, is_per_head, refine, set_stage, set_total_so_far
from transforms.read.sentence import LOOK_BACK, Sentence, inherit, set_match, set_measure, set_part
from transforms.read.subject import Match, lead_of, match_after, match_left, match_right, match_tokens
from transforms.read.topics import crop_of_output, inherit_level, of_large_industry, same_head, villages_listed, without_subject
from transforms.seeds.indicators import codes_of
from transforms.seeds.lexicon import codes_with, pattern

_PARTS_OPEN: Final = cue("parts_open")
_PARTS_SENTENCE: Final = pattern("parts_sentence")
_PARTS_LISTED: Final = pattern("parts_listed")
_GROWN: Final = pattern("grown_crop")
_LISTED: Final = pattern("list_stop")
_SUBSET: Final = pattern("some_of_them")
_EXTREME: Final = pattern("extreme_village")
_BARE_CHANGE: Final = pattern("bare_change")
_FALLING: Final = pattern("falling")
_CAUSE: Final = pattern("cause")
_TASK_OF: Final = pattern("task_of")
_PLANTED: Final = pattern("planted")
_OF_PEOPLE: Final = pattern("of_people")
_PROCESSED: Final = pattern("processed")
_SPENT_SO_FAR: Final = pattern("spent_so_far")
_CROPS: Final = codes_with("crop")
_OF_PROJECTS: Final = codes_with("among_projects")
_PROGRESS: Final = "measure:measure.progress"
_PARTS_BEFORE: Final = 8
"""Numbers back to which a sentence that opens parts may refer."""
_OWN_TOTAL: Final = frozenset({"money", "person", "household", "area"})
_DIVISIBLE: Final = frozenset({"head", "area", "mass"})
_NOUN_AFTER: Final = frozenset({"person", "count", "household", "area"})
_RELATIVE: Final = frozenset({"percent", "pp", "ratio"})
"""Dimensions that say nothing of the subject's own."""
_COUNTED: Final = frozenset({"count", "household", "person", "tree", "head", "event"})


def attach(text: str, found: list[Found]) -> list[Fact]:
    """A Fact for every quantity of `found`, with measure, code, item and subject decided."""
    facts = make_facts(text, found, lay_out(text))
    phrases = Phrases(text, found, _stretches(text, facts))
    first = 0
    while first < len(facts):
        end = first + 1
        while end < len(facts) and facts[end].sentence == facts[first].sentence:
            end += 1
        cues = cues_in(text, *facts[first].sentence)
        for fact in facts[first:end]:
            fact.cues = cues
        before = _sentence_before(text, facts, first)
        levels = [fact for fact in before if fact.measure == "level"]
        earlier = facts[max(0, first - LOOK_BACK) : first]
        _attach_sentence(Sentence(text, phrases, facts[first:end], earlier, levels, before[-1] if before else None))
        first = end
    return facts


def _stretches(text: str, facts: list[Fact]) -> list[tuple[int, int]]:
    """The sentences that hold facts and what heads them, in order."""
    found = dict(fact.sentence for fact in facts)
    for begin in list(found):
        lead = lead_of(text, begin)
        if lead is not None:
            found.setdefault(*lead)
    return sorted(found.items())


def _sentence_before(text: str, facts: list[Fact], first: int) -> list[Fact]:
    """The facts of the sentence before, where it stands in the same paragraph and touches this one."""
    if not first:
        return []
    begin = facts[first].sentence[0]
    if _PARTS_SENTENCE.match(text, begin):
        return facts[max(0, first - _PARTS_BEFORE) : first]
    previous = facts[first - 1].sentence
    if previous[1] != begin or text[begin - 1] == "\n":
        return []
    start = first - 1
    while start > 0 and facts[start - 1].sentence == previous:
        start -= 1
    return facts[start:first]


def _attach_sentence(sentence: Sentence) -> None:
    facts, k = sentence.facts, 0
    while k < len(facts):
        run = run_length(sentence.text, facts, k)
        if run > 1 and align(sentence, k, run):
            k += run
            continue
        fact = facts[k]
        sentence.mind_bracket(k)
        fact.phrase = sentence.phrases.phrase_behind(fact)
        stated = _judge(sentence, k)
        set_measure(fact, stated)
        if stated.inherits:
            _attach_tail(sentence, fact, fact.left + stated.cut)
        elif fact.phrase is None and _is_bare_change(sentence, fact):
            _attach_change(sentence, fact)
        else:
            _attach_level(sentence, k)
        sentence.note(fact)
        k += 1


def _judge(sentence: Sentence, k: int) -> Stated:
    """The measure by the words before the number, corrected by what the sentence has said."""
    fact, text = sentence.facts[k], sentence.text
    words = fact.near.strip()
    stated = judge_measure(fact.near.rstrip(), fact.quantity.dimension, text[fact.quantity.number_start : fact.end])
    if stated.measure == "share" and _is_ratio_named(sentence, fact, fact.left + stated.cut):
        return Stated("level", False, fact.start - fact.left, "measure.rate", False)
    if stated.measure == "share" and words == "占" and any(f.measure == "completion" for f in sentence.recent(k)):
        return Stated("completion", False, 0, "measure.completion_goes_on", True)
    if stated.rule == "measure.rate" and not fact.near.strip().endswith("率") and _OF_PEOPLE.match(text, fact.end):
        return Stated("share", False, len(fact.near), "measure.share_of_people", False)
    if stated.rule == "measure.plain_delta" and fact.phrase is not None:
        return Stated("level", False, fact.start - fact.left, "measure.level", False)
    if k and words == "的" and fact.quantity.dimension == "percent":
        whole = sentence.facts[k - 1]
        task = _TASK_OF.search(text, whole.clause, whole.start) is not None
        levels = sentence.levels_before(k - 1)
        sentence.last = levels[-1] if levels else sentence.last
        return Stated("completion" if task else "share", False, 0, "measure.of_a_number", True)
    return stated


def _is_ratio_named(sentence: Sentence, fact: Fact, at: int) -> bool:
    """空气质量优良天数比例: does the word of a share at `at` belong to the name of an indicator that is a ratio itself?"""
    tokens = [token for token in sentence.phrases.between(fact.left, fact.start) if token.start <= at < token.end]
    return any(frame.code in codes_of("ratio") for token in tokens for frame in token.word.frames)


def _is_bare_change(sentence: Sentence, fact: Fact) -> bool:
    """…2818元，增加312元: nothing but the verb stands before a number of the level's own unit."""
    last = sentence.last
    return last is not None and last.quantity.dimension == fact.quantity.dimension and _BARE_CHANGE.fullmatch(fact.near.strip()) is not None


def _attach_change(sentence: Sentence, fact: Fact) -> None:
    last = sentence.last or fact
    fact.measure = "level" if last.code.endswith("_new") else "delta"
    fact.negative = _FALLING.search(fact.near) is not None
    inherit(fact, last, "subject:bare_delta")


def _attach_tail(sentence: Sentence, fact: Fact, cut: int) -> None:
    """Growth, share or completion: its own subject where one stands before the measure's words, else the last level."""
    text, phrases, low = sentence.text, sentence.phrases, fact.left
    if cause := _CAUSE.search(text, low, cut):
        cut = cause.start()  # 受…影响 between a level and its growth names no subject
    own = match_tokens(phrases, low, cut, fact, fact.quantity.dimension in _RELATIVE)
    last = sentence.last or (sentence.previous if low <= fact.sentence[0] + 1 else None)
    share = fact.measure == "share"
    if _PROGRESS in fact.rules and phrases.has_content(low, cut):
        set_match(sentence, fact, None, (low, cut))  # how far one work has come is no plan of an indicator
        return
    if share and (whole := _whole(sentence, fact, cut, own)) is not None:
        set_match(sentence, fact, whole, (low, cut))
        return
    if own is not None and not (share and _is_of_last(fact, own, last)):
        set_match(sentence, fact, own, (low, cut))
        return
    if own is None and fact.measure == "completion" and (own := match_tokens(phrases, low, fact.start, fact, True)) is not None:
        set_match(sentence, fact, own, (low, cut))  # 危房改造任务完成96%: the plan's name stands inside the measure's words
        return
    content = phrases.has_content(low, cut, strict=share)
    if last is None or (content and fact.measure != "completion" and not (share and _part_ahead(sentence, fact))):
        set_match(sentence, fact, None, (low, cut))
        return
    inherit(fact, last, "subject:last_level")
    if share and content:
        fact.item, fact.item_kind = text[slice(*phrases.trim(low, cut))], "part"


def _whole(sentence: Sentence, fact: Fact, cut: int, own: Match | None) -> Match | None:
    """三大行业产值占工业总产值的81%: a share whose own words are no indicator is a part of the whole that is named."""
    if own is not None and own.code and own.code not in _CROPS:
        return None
    last = sentence.last
    if sentence.phrases.has_content(fact.left, cut, strict=True):
        item = sentence.text[slice(*sentence.phrases.trim(fact.left, cut))]
    elif last is not None and not last.code and last.item and last.quantity.dimension == "money":
        item = last.item  # 投入民生资金6亿元，占财政支出的78%: the part is the amount before, which has no code
    else:
        return None
    whole = match_tokens(sentence.phrases, cut, fact.start, fact, True)
    if whole is None or not whole.code:
        return None
    return Match(whole.code, whole.row, item, "part", whole.start, whole.end)


def _is_of_last(fact: Fact, own: Match, last: Fact | None) -> bool:
    """Is a share one of the last level, though its own words name another code? Not so behind 其中 (其中出口占92%)."""
    if last is None or not last.code or own.code == last.code:
        return False
    named = own.code != "" and own.item == "" and _PARTS_OPEN.search(fact.near) is not None
    return not named


def _part_ahead(sentence: Sentence, fact: Fact) -> bool:
    return bool(sentence.totals) or _PARTS_OPEN.search(sentence.text, fact.clause, fact.start) is not None


def _attach_level(sentence: Sentence, k: int) -> None:
    """A value: its noun behind or before it, or what the sentence spoke of."""
    fact, phrases = sentence.facts[k], sentence.phrases
    total = _total(sentence, k)
    known = phrases.knows(fact.phrase)
    attributive = fact.phrase is not None and (known or phrases.has_content(fact.left, fact.start, strict=True))
    bare = not attributive and not phrases.has_content(fact.left, fact.start)
    match = _own_subject(sentence, k, known)
    rule = ""
    if match is None and (not attributive or _touches(sentence, k)):
        match, rule = without_subject(sentence, k, bare)
    if is_average(sentence.text, fact, match) or (fact.quantity.dimension == "mass" and _PROCESSED.search(fact.near)):
        match, total = None, None
    elif total is not None and is_per_head(fact, total):
        total = None
    if match is None and _goes_on(sentence, k):
        return
    match = (
        match
        or _planted(sentence, fact)
        or _grown(sentence, fact)
        or same_head(sentence, (fact.left, fact.start), [*sentence.earlier, *sentence.recent(k)])
    )
    if total is not None and (_is_part(fact, total, match) or _beside_part(sentence, k)):
        set_part(sentence, fact, total, match if match is None or not _introduced_of(total, match) else None)
        _share_part(sentence, k)
        return
    if match is None and bare and inherit_level(sentence, fact):
        set_total_so_far(sentence, k)
        set_stage(fact, sentence.last)
        return
    settled = settle_investment(sentence, k, match)
    if settled is None and match is not None and match.row == SPENT and inherit_level(sentence, fact):
        return
    match = settled
    set_match(sentence, fact, match, fact.phrase or (fact.left, fact.start))
    if attributive:
        _keep_phrase(sentence, k)
    if rule and match:
        fact.rules += (rule,)
    refine(sentence, k)


def _goes_on(sentence: Sentence, k: int) -> bool:
    """Is the number of the level before it: the village with the most, what has been spent so far?"""
    fact = sentence.facts[k]
    if _EXTREME.search(fact.near) and inherit_level(sentence, fact):
        fact.item, fact.item_kind = sentence.text[slice(*sentence.phrases.trim(fact.left, fact.start))], "part"
        return True
    return _is_spent_so_far(sentence, k) and inherit_level(sentence, fact)


def _is_spent_so_far(sentence: Sentence, k: int) -> bool:
    """总投资3亿元的…项目，已完成1.2亿元: a part of the investment just named."""
    fact, last = sentence.facts[k], sentence.last
    if last is None or last.code != "project_investment" or not fact.quantity.dimension.startswith("money"):
        return False
    return _SPENT_SO_FAR.search(fact.near.strip()) is not None


def _beside_part(sentence: Sentence, k: int) -> bool:
    """其中需要发展生产的308户1095人: does a number without words of its own touch one that is a part?"""
    return _touches(sentence, k) and "subject:part" in sentence.facts[k - 1].rules


def _share_part(sentence: Sentence, k: int) -> None:
    """其中特困人员142户160人: two numbers side by side are of one part."""
    fact = sentence.facts[k]
    if fact.item or not k or fact.left + len(fact.near.strip()) != sentence.facts[k - 1].end:
        return
    previous = sentence.facts[k - 1]
    if previous.item and "subject:part" in previous.rules:
        fact.item, fact.item_kind = previous.item, previous.item_kind


def _touches(sentence: Sentence, k: int) -> bool:
    """Does the number before end where this one begins (3亿元5000万元)?"""
    return k > 0 and sentence.facts[k - 1].end == sentence.facts[k].start


def _own_subject(sentence: Sentence, k: int, known: bool) -> Match | None:
    """The noun behind the number or before it; a clause that begins with its number names it last."""
    fact, phrases = sentence.facts[k], sentence.phrases
    if k and not known and _SUBSET.fullmatch(fact.near.strip()):
        return None
    match = (
        None if _touches(sentence, k) else match_right(phrases, fact) or project_behind(sentence, fact) or villages_listed(sentence, fact)
    )
    if match is None and not (known and fact.quantity.dimension in _COUNTED) and not _is_noun_of_previous(sentence, k):
        match = match_left(phrases, fact, fact.left, fact.start)
    match = of_large_industry(sentence, k, crop_of_output(sentence, k, match))
    unnamed = (match is None or not match.code) and fact.quantity.dimension in _NOUN_AFTER
    if unnamed and not phrases.has_content(fact.left, fact.start, strict=True):
        return match_after(phrases, fact) or match
    return match


def _is_noun_of_previous(sentence: Sentence, k: int) -> bool:
    """13个自然屯设立10个留验站: are the words before the number the noun of the count before, while it has one of its own behind?"""
    fact, phrases = sentence.facts[k], sentence.phrases
    previous = sentence.facts[k - 1] if k else None
    if previous is None or previous.phrase is None or fact.phrase is None or previous.end != fact.left:
        return False
    if fact.quantity.dimension not in _COUNTED or not phrases.hard(*fact.phrase):
        return False
    return all(token.word.is_light or token.end <= previous.phrase[1] for token in phrases.between(fact.left, fact.start))


def _planted(sentence: Sentence, fact: Fact) -> Match | None:
    """栽植…2万株: what is counted by the tree and planted are trees."""
    if fact.quantity.dimension != "tree" or not _PLANTED.search(sentence.text, fact.clause, fact.start):
        return None
    words = sentence.text[slice(*sentence.phrases.trim(fact.left, fact.start))]
    item = "" if _LISTED.search(words) else words  # several kinds counted together are all of them
    return Match("trees_planted", "trees_planted.unit", item, "entity" if item else "none", fact.left, fact.start)


def _grown(sentence: Sentence, fact: Fact) -> Match | None:
    """种植西芹8600亩: an unknown thing that is grown by the 亩 is a crop."""
    found = _GROWN.search(fact.near) if fact.quantity.dimension == "area" else None
    if found is None or sentence.phrases.has_word(fact.left + found.start("crop"), fact.start):
        return None
    low = fact.left + found.start("crop")
    return Match("crop_area", "crop_area.unit", found["crop"], "entity", low, low + len(found["crop"]))


def _introduced_of(total: Fact, match: Match) -> bool:
    """引进, or those of some size, among the projects of a total is a part of them."""
    return match.code in _OF_PROJECTS and total.code.startswith("projects_")


def _is_part(fact: Fact, total: Fact, match: Match | None) -> bool:
    if match is None or total.code in (match.code, f"{match.code}_new") or _introduced_of(total, match):
        return True
    return not match.code and fact.quantity.dimension in _DIVISIBLE


def _keep_phrase(sentence: Sentence, k: int) -> None:
    """The noun behind a count is its own, not the subject of the next number, unless it can be both."""
    if k + 1 == len(sentence.facts):
        return
    fact, following = sentence.facts[k], sentence.facts[k + 1]
    if fact.phrase and fact.phrase[1] <= following.start and not sentence.phrases.fits_any(fact.phrase, following):
        following.move_left(sentence.text, max(following.left, fact.phrase[1]))


def _total(sentence: Sentence, k: int) -> Fact | None:
    """The total that a part belongs to: after 其中 in the sentence, or in brackets behind the total."""
    fact, text = sentence.facts[k], sentence.text
    low = sentence.facts[k - 1].end if k else fact.sentence[0]
    high = fact.start
    bracket = text.startswith("(", low) and low < high
    if (fact.may(_PARTS_OPEN) and _PARTS_OPEN.search(text, low, high)) or (k > 0 and bracket and text.find(")", low, high) < 0):
        sentence.totals = [*sentence.before, *sentence.group[-LOOK_BACK:]]
        sentence.bracket = bracket
        sentence.listed = _PARTS_LISTED.search(text, low, high) is not None
    elif sentence.totals and _parts_closed(sentence, low, high):
        sentence.totals = []
    for total in reversed(sentence.totals):
        if total.quantity.dimension == "count" and total.quantity.unit != fact.quantity.unit:
            continue
        if not total.code and total.quantity.dimension == fact.quantity.dimension and fact.quantity.dimension in _OWN_TOTAL:
            return None  # the nearest amount is no indicator's: its parts are none either
        if total.code and total.quantity.dimension == fact.quantity.dimension and not total.row.startswith("admin_villages"):
            return total
    return None


def _parts_closed(sentence: Sentence, low: int, high: int) -> bool:
    turned = not sentence.listed and sentence.text.find("；", low, high) >= 0
    return turned or (sentence.bracket and sentence.text.find(")", low, high) >= 0)
