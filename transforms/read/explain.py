"""Why each number was read as it was: every claim and every rejection with the rule and the row that decided.

In: a text and its `Reading`. Out: one `Explained` per number, lines of them for a terminal (Chinese first). The rules in words are rows of
seeds/lexicon/rules.csv, the rows of subjects are those of seeds/lexicon/subjects.csv. page.py shows the same as a page.

Example:
    >>> text = "流转土地3000亩以上。"
    >>> next(explain(text, read_text(text, year=a_year))).kind
    'own'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from transforms.model import Claim, Mention, Reading
from transforms.seeds.indicators import load_indicators
from transforms.seeds.rules import label, load_rules, subject_words

_TIME: Final = frozenset({"date", "duration"})
_SHOWN_WORDS: Final = 6
"""Words of a lexicon row that are shown before the rest is cut off."""


@dataclass(frozen=True, slots=True)
class Why:
    """One decision: the field it settled, the id of the rule or row, and that rule in words."""

    field: str
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A number with what was read and why. `kind` is own · change · ahead · elsewhere · uncoded (claims), time · none (rejections)."""

    start: int
    end: int
    quote: str
    kind: str
    reading: tuple[str, ...]
    """What was read, in short phrases."""
    why: tuple[Why, ...]

    @property
    def is_claim(self) -> bool:
        """Whether the number is a fact."""
        return self.kind not in ("time", "none")


def explain(text: str, reading: Reading) -> Iterator[Explained]:
    """Every number of `reading`, in the order of the text."""
    claims = {(claim.start, claim.end): claim for claim in reading.claims}
    for mention in reading.mentions:
        claim = claims.get((mention.start, mention.end))
        if claim is None:
            yield _rejection(mention)
        else:
            yield Explained(claim.start, claim.end, claim.quote, kind_of(claim), _phrases(claim), tuple(_why(claim)))


def kind_of(claim: Claim) -> str:
    """Which of five kinds a claim is, by the first that holds: not the township's, without a code, not actual, no level, its own level."""
    if claim.scope != "township":
        return "elsewhere"
    if claim.indicator is None:
        return "uncoded"
    if claim.status != "actual":
        return "ahead"
    return "own" if claim.measure == "level" else "change"


def _rejection(mention: Mention) -> Explained:
    kind = "time" if mention.outcome in _TIME else "none"
    why = Why("outcome", mention.rule, _rule_words(mention.rule))
    return Explained(mention.start, mention.end, mention.quote, kind, (str(label("outcome", mention.outcome)),), (why,))


def _why(claim: Claim) -> Iterator[Why]:
    for entry in claim.rules:
        field, _, rule = entry.partition(":")
        rule = entry if field == "subject" else rule
        yield Why(field, rule, _row_words(rule) if field == "indicator" else _rule_words(rule))


def _rule_words(rule: str) -> str:
    found = load_rules().get(rule)
    return str(found.words) if found else ""


def _row_words(row: str) -> str:
    words = subject_words().get(row)
    if words is None:
        return _rule_words(row)
    parts = words.split("|")
    shown = "|".join(parts[:_SHOWN_WORDS]) + ("|…" if len(parts) > _SHOWN_WORDS else "")
    return f"词表行 · row of subjects.csv: {shown}"


def _phrases(claim: Claim) -> tuple[str, ...]:
    value = _plain(claim.value) + (f"–{_plain(claim.value_high)}" if claim.value_high is not None else "")
    bound = "" if claim.bound == "=" else f"{label('bound', claim.bound).zh} "
    return (
        f"{bound}{value}{claim.unit}",
        _indicator(claim),
        f"{label('measure', claim.measure)}",
        f"{label('status', claim.status)}",
        f"{claim.period_start.isoformat()} → {claim.period_end.isoformat()} {label('period_cue', claim.period_cue).zh}",
        f"{label('scope', claim.scope)}",
    )


def _plain(value: Decimal) -> str:
    """960000000.0 → 960,000,000."""
    shown = f"{value:,f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _indicator(claim: Claim) -> str:
    if claim.indicator is None:
        return f"没有指标代码 · no code: {claim.item or claim.subject or '?'}"
    known = load_indicators().get(claim.indicator)
    name = f" {known.name_zh}" if known else ""
    item = f"，{label('item_kind', claim.item_kind).zh}：{claim.item}" if claim.item else ""
    return f"{claim.indicator}{name}{item}"


def explain_lines(text: str, reading: Reading) -> Iterator[str]:
    """Lines for a terminal: each number with its place, what was read, and below it every rule and row that decided."""
    found = list(explain(text, reading))
    claims = sum(one.is_claim for one in found)
    year = reading.year
    yield f"报告年度 · report year {year.year} ：{label('year_kind', year.year_kind)}；依据 {label('year_rule', year.rule)}"
    yield f"数字 · numbers {len(found)}：事实 · claims {claims}，不是数据 · rejected {len(found) - claims}"
    for one in found:
        yield f"{'✓' if one.is_claim else '✗'} {one.start}–{one.end} {_line(one.quote)}  {_line(' | '.join(one.reading))}"
        for why in one.why:
            yield f"    {label('field', why.field).zh} {why.field}: {why.rule}" + (f" — {why.words}" if why.words else "")


def _line(quote: str) -> str:
    """A quote on one line and without characters that steer a terminal."""
    return "".join(c if c.isprintable() else "␤" if c == "\n" else "\ufffd" for c in quote)


def explain_reading(text: str, reading: Reading, *, title: str) -> str:
    """The lines of one file under its name."""
    return "\n".join((f"══ {_line(title)}", *explain_lines(text, reading), ""))
