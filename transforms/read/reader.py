"""Read a report: text in, mentions and claims out.

In: a document's text as it stands (a BOM is not part of it). Out: a `Reading`: the report's year, every number exactly once, and the
claims. The passes: normalise, scan for numbers, attach them to their subjects, find what governs them, say whose they are.

Example:
    >>> [c.indicator for c in read_text("今年以来实现土地流转3000亩以上。", year=a_year).claims]
    ['land_transfer_area']
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from hashlib import sha256
from typing import Any, Final, NamedTuple

from transforms.model import Claim, Mention, Reading, ReportYear
from transforms.read.attach import attach
from transforms.read.context import sections
from transforms.read.facts import Fact
from transforms.read.govern import Governed, govern
from transforms.read.mentions import Found, scan
from transforms.read.normalise import normalise
from transforms.read.scope import TOWNSHIP_LEVEL, Level, Owner, scopes
from transforms.read.year import resolve_year
from transforms.seeds.indicators import load_indicators
from transforms.seeds.lexicon import pattern, words_of

CUE_REACH: Final = 6
"""Characters on either side of a rejected number that --explain shows."""
VARIANT_REACH: Final = 6
"""Characters before a subject in which the words of its variant may stand."""
LEAST_MONEY: Final = 10_000
"""A number without a unit is money only from here on."""
_ANIMALS: Final = pattern("animals_counted")
_NOUN_THEN_STOP: Final = pattern("noun_then_stop")
_GOES_ON: Final = f"(?={pattern('list_stop').pattern}|{pattern('and_more').pattern})"
"""Behind a township's stem: others follow, or 等."""


_new_claim, _new_mention = partial(tuple.__new__, Claim), partial(tuple.__new__, Mention)
"""Made by the thousand, from all their fields in order: a quarter of the time of Claim(…) and Mention(…)."""


class NoYearError(ValueError):
    """Nothing in the text or its file name says which year it is about."""


class _Source(NamedTuple):
    """A text with what all its claims share."""

    text: str
    plain: str
    digest: Any  # hashlib names its class in private only
    """Of the text's own digest: each claim's id goes on from here."""


def county_level(name: str, townships: Iterable[str] = ()) -> Level:
    """How a county's own report is read: 全县 is 夏邑县 itself, a township's name owns the figures that follow it.

    Args:
        name: the county's name.
        townships: names of its townships; a stem counts before 、 and 等 (青禾坪、双槐渡等6个乡镇).
    """
    endings = words_of("place_ending")
    names = {one for one in townships if one}
    stems = {one.removesuffix(next((end for end in endings if one.endswith(end)), "")) for one in names}
    known = [*map(re.escape, names), *(f"{re.escape(stem)}{_GOES_ON}" for stem in stems if len(stem) > 1)]
    return Level(name[-1:], re.compile("|".join(sorted(known, key=lambda one: (-len(one), one)))) if known else None)


def read_text(text: str, *, file_name: str = "", year: ReportYear | None = None, level: Level = TOWNSHIP_LEVEL) -> Reading:
    """Everything the text says in numbers. `level`: whose report it is. Raises NoYearError where no year can be told."""
    year = year or resolve_year(text, file_name)
    if year is None:
        raise NoYearError(
            "看不出报告年度：标题、日期、文件名都没有年份 · no year in headings, date, title or file name; add one to the file name"
        )
    plain = normalise(text)
    found = scan(plain)
    facts = attach(plain, found)
    lines = sections(plain, year.year, year.year_kind == "planned", year.report_date)
    governed = govern(plain, facts, lines, year)
    source = _Source(text, plain, sha256(f"{sha256(text.encode()).hexdigest()}:".encode()))
    claims = [_claim(source, *parts) for parts in zip(facts, governed, scopes(plain, facts, governed, level), strict=True)]
    return Reading(year, tuple([_mention(text, item) for item in found]), tuple(claims))


def _mention(text: str, item: Found) -> Mention:
    start, end = item.start, item.end
    if item.quantity is not None:
        return _new_mention((start, end, text[start:end], "claim", "quantity", ""))
    return _new_mention((start, end, text[start:end], item.reason, item.rule, text[max(0, start - CUE_REACH) : end + CUE_REACH]))


def _claim(source: _Source, fact: Fact, state: Governed, owner: Owner) -> Claim:
    quantity, period, (start, end) = fact.quantity, state.period, fact.sentence
    digest = source.digest.copy()
    digest.update(f"{fact.start}:{fact.end}".encode())
    claim_id = digest.hexdigest()[:24]
    variant = _variant(fact, source.plain)
    item, item_kind = _item(fact, variant, owner)
    return _new_claim(
        (
            claim_id,
            fact.start,
            fact.end,
            source.text[fact.start : fact.end],
            source.text[start:end].strip(),
            start,
            -quantity.value if fact.negative and quantity.value > 0 else quantity.value,
            quantity.value_high,
            quantity.unit or _implied_unit(fact, source.plain),
            quantity.bound,
            fact.measure,
            state.status,
            period.start,
            period.end,
            period.cue,
            fact.code or None,
            variant,
            item,
            item_kind,
            owner.scope,
            source.plain[slice(*fact.subject)],
            fact.margin,
            (*fact.rules, f"status:{state.status_rule}", f"period:{state.period_rule}", f"scope:{owner.rule}"),
        )
    )


def _item(fact: Fact, variant: str | None, owner: Owner) -> tuple[str | None, str]:
    """The number's item and its kind; that of a village, project or enterprise is at least the owner itself (guide, keys t and w)."""
    if fact.item:
        return fact.item, fact.item_kind
    if fact.code and owner.name:
        return owner.name, "entity"
    if fact.code == "population" and variant:
        return variant, "variant"
    return None, fact.item_kind


_IMPLIED: Final = {
    "population": "人",
    "livestock_stock": "头",
    "livestock_output": "头",
    "pig_stock": "头",
    "pig_output": "头",
    "trees_planted": "株",
    "households": "户",
}
"""Units of indicators that reports write without one (存栏生猪2.3万)."""


def _implied_unit(fact: Fact, plain: str) -> str:
    """The unit of a number that is written without one; "" where nothing tells it."""
    if fact.code and fact.code not in _IMPLIED and fact.quantity.value >= LEAST_MONEY:
        return "元"
    if not fact.quantity.multiplied:
        return ""
    if _ANIMALS.search(fact.near):
        return "头"
    if _NOUN_THEN_STOP.match(plain, fact.end):
        return plain[fact.end]
    return _IMPLIED.get(fact.code, "元")


def _variant(fact: Fact, plain: str) -> str | None:
    """The variant whose words stand in the subject or just before it, per seeds/indicators.csv."""
    indicator = load_indicators().get(fact.code) if fact.code else None
    if indicator is None or not indicator.variants:
        return None
    words = plain[max(0, fact.subject[0] - VARIANT_REACH) : fact.subject[1]] + plain[fact.left : max(fact.right, fact.end)]
    return next((v.code for v in indicator.variants if any(word in words for word in v.words)), None)
