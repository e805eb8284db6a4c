"""Read a report: text in, mentions and claims out.

In: a document's text as it stands (a BOM is not part of it). Out: a `Reading`: the report's year, every number exactly once, and the claims. The
passes: normalise, scan for numbers, attach them to their subjects, find what governs them, say whose they are.

Example:
    >>> [c.indicator for c in read_text("今年以来实现土地流转3000亩以上。", year=a_year).claims]
    ['land_transfer_area']
"""

from __future__ import annotations

import re
from hashlib import sha256

from transforms.model import Claim, Mention, Reading, ReportYear
from transforms.read.attach import Fact, attach, lay_out
from transforms.read.context import sections
from transforms.read.govern import Governed, govern
from transforms.read.mentions import Found, scan
from transforms.read.normalise import normalise
from transforms.read.scope import scopes
from transforms.read.year import resolve_year
from transforms.seeds.indicators import load_indicators


class NoYearError(ValueError):
    """Nothing in the text or its file name says which year it is about."""


def read_text(text: str, *, file_name: str = "", year: ReportYear | None = None) -> Reading:
    """Everything the text says in numbers. Raises NoYearError where no year can be told."""
    plain = normalise(text)
    found = scan(plain)
    year = year or resolve_year(text, file_name)
    if year is None:
        raise NoYearError(
            "看不出报告年度：标题、日期、文件名都没有年份 · no year in headings, date, title or file name; add one to the file name"
        )
    facts = attach(plain, found, lay_out(plain))
    lines = sections(plain, year.year, year.year_kind == "planned", year.report_date)
    governed = govern(plain, facts, lines, year)
    digest = sha256(text.encode()).hexdigest()
    owners = scopes(plain, facts, governed, lines)
    claims = [_claim(text, plain, digest, *parts) for parts in zip(facts, governed, owners, strict=True)]
    return Reading(year, tuple(_mention(text, item) for item in found), tuple(claims))


def _mention(text: str, item: Found) -> Mention:
    if item.quantity is not None:
        return Mention(item.start, item.end, text[item.start : item.end], "claim", "quantity")
    return Mention(item.start, item.end, text[item.start : item.end], item.reason, item.rule, text[max(0, item.start - 6) : item.end + 6])


def _claim(text: str, plain: str, digest: str, fact: Fact, state: Governed, owner: tuple[str, str]) -> Claim:
    q = fact.quantity
    scope, scope_rule = owner
    value = -q.value if fact.negative and q.value > 0 else q.value
    unit = q.unit or ("元" if fact.code and not q.unit and _money(fact) else "")
    if not unit and q.multiplied:
        unit = _implied(fact, plain[fact.left : fact.start], plain[fact.end : fact.end + 2])
    variant = _variant(fact, plain)
    return Claim(
        claim_id=sha256(f"{digest}:{fact.start}:{fact.end}".encode()).hexdigest()[:24],
        start=fact.start,
        end=fact.end,
        quote=text[fact.start : fact.end],
        sentence=text[slice(*fact.sentence)].strip(),
        sentence_start=fact.sentence[0],
        value=value,
        value_high=q.value_high,
        unit=unit,
        bound=q.bound,
        measure=fact.measure,
        status=state.status,
        period_start=state.period.start,
        period_end=state.period.end,
        period_cue=state.period.cue,
        indicator=fact.code or None,
        variant=variant,
        item=fact.item or (variant if fact.code == "population" else None) or None,
        item_kind="variant" if variant and fact.code == "population" and not fact.item else fact.item_kind,
        scope=scope,
        subject=plain[slice(*fact.subject)],
        margin=fact.margin,
        rules=(*fact.rules, *state.rules, f"scope:{scope_rule}"),
    )


_IMPLIED = {
    "population": "人",
    "livestock_stock": "头",
    "livestock_output": "头",
    "pig_stock": "头",
    "pig_output": "头",
    "trees_planted": "株",
    "households": "户",
}


def _variant(fact: Fact, plain: str) -> str | None:
    """The variant whose words stand in the subject or just before it, per seeds/indicators.csv."""
    indicator = load_indicators().get(fact.code)
    if indicator is None or not indicator.variants:
        return None
    words = plain[max(0, fact.subject[0] - 6) : fact.subject[1]] + plain[fact.left : max(fact.right, fact.end)]
    return next((v.code for v in indicator.variants if any(word in words for word in v.words)), None)


def _money(fact: Fact) -> bool:
    return fact.code not in _IMPLIED and fact.quantity.value >= 10_000


def _implied(fact: Fact, words: str, after: str) -> str:
    if re.search("饲养量|存栏|出栏", words):
        return "头"
    if re.match("[一-龥][，。；、]", after):
        return after[0]
    return _IMPLIED.get(fact.code, "元")
