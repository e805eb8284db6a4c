"""Decisions of the steward: checked against the queue, turned into rows of the county's own seeds, undone again.

In: answers as rows of the workbook, the queue, indicators, units, places, what was decided before. Out: a `DecisionPlan`: seed rows to
add, records for ops.review_decision, or refusals with row and reason. All or nothing: one refusal and nothing is applied.

Answers by kind of item:
    subject                 alias (value: an indicator's code or name) · leave (none of ours) · later
    claim, contradiction    override (value: 字段=值, or a number) · scale (value: a factor such as 1/10000) · drop · keep · later
    place                   place (value: a township's code) · leave · later
    missed                  report (tell the makers) · keep · later
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from hashlib import sha256

from transforms.ops.review import ReviewItem, unit_fit
from transforms.seeds.aliases import SubjectAlias
from transforms.seeds.corrections import FIELDS
from transforms.seeds.indicators import Indicator
from transforms.seeds.units import Unit

ACTIONS: Mapping[str, tuple[str, ...]] = {
    "subject": ("alias", "leave", "later"),
    "claim": ("override", "scale", "drop", "keep", "later"),
    "contradiction": ("override", "scale", "drop", "keep", "later"),
    "place": ("place", "leave", "later"),
    "missed": ("report", "keep", "later"),
}
WORDS = {
    "alias": "对应指标",
    "leave": "不是我们的指标",
    "override": "改为",
    "scale": "乘以",
    "drop": "不用此数",
    "keep": "原数无误",
    "place": "属于乡镇",
    "report": "报告漏读",
    "later": "以后再说",
}
"""How actions stand in the workbook."""
LASTING = ("alias", "leave", "override", "scale", "drop", "keep", "place", "report")
"""Actions after which an item leaves the queue."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of the workbook that has a decision. `row` is its number there."""

    row: int
    item_id: str
    action: str
    value: str
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A decision that cannot be applied."""

    row: int
    item_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class SeedRow:
    """A row for a seed file of the workspace."""

    file: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of ops.review_decision."""

    decision_id: str
    item_id: str
    kind: str
    subject: str
    action: str
    value: str
    who: str
    decided_on: date
    reason: str
    seed: str | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a correction must say of the report its claim stands in, and which occurrence of its quote the claim is."""

    township_id: str
    year: int
    kind: str
    indicator: str
    quote: str
    occurrence: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Known:
    """What decisions are checked against. `places` maps township codes to (name, county_code); `facts` claims to their reports."""

    indicators: Mapping[str, Indicator]
    units: Mapping[str, Unit]
    places: Mapping[str, tuple[str, str]]
    facts: Mapping[str, ReportFacts]
    aliases: Sequence[SubjectAlias] = ()


@dataclass(frozen=True, slots=True)
class DecisionPlan:
    """What applying would do. With refusals, nothing."""

    decisions: tuple[Decision, ...] = ()
    rows: tuple[SeedRow, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    preview: tuple[str, ...] = field(default=())


class DecisionError(ValueError):
    """A decision that does not fit, in words for the steward."""


def decision_id(item_id: str, action: str, value: str, day: date) -> str:
    """A stable id: the same decision twice is one."""
    return "d" + sha256("\x1f".join((item_id, action, value, day.isoformat())).encode()).hexdigest()[:11]


def find_indicator(value: str, indicators: Mapping[str, Indicator]) -> Indicator:
    """An indicator by code, by Chinese name, or by "code name". Raises DecisionError."""
    word = value.strip()
    if word in indicators:
        return indicators[word]
    if word.split(" ")[0] in indicators:
        return indicators[word.split(" ")[0]]
    named = [one for one in indicators.values() if one.name_zh == word]
    if len(named) != 1:
        raise DecisionError(f"没有指标“{word}” · no such indicator; 填代码或指标名称")
    return named[0]


def _alias(item: ReviewItem, answer: Answer, known: Known, identity: str, day: date) -> SeedRow:
    code, variant = "", ""
    if answer.action == "alias":
        indicator = find_indicator(answer.value.partition("/")[0], known.indicators)
        variant = answer.value.partition("/")[2].strip()
        if variant and variant not in [one.code for one in indicator.variants]:
            raise DecisionError(f"{indicator.name_zh} 没有口径“{variant}” · no such variant")
        if unit_fit(item.unit or "", indicator, known.units) < 0.5:
            raise DecisionError(f"单位“{item.unit}”与 {indicator.name_zh}（{indicator.unit}）不是同一量纲 · the unit does not fit")
        code = indicator.code
    for one in known.aliases:
        if (one.subject, one.unit) == (item.subject, item.unit or "") and one.indicator != code:
            raise DecisionError(
                f"已另有决定 {one.decision_id}（{one.indicator or '不是我们的指标'}），先撤销 · decided otherwise before: undo that first"
            )
    cells = {"subject": item.subject, "unit": item.unit or "", "indicator": code, "variant": variant, "decision_id": identity}
    return SeedRow("aliases.csv", cells | {"who": answer.who, "date": day.isoformat(), "reason": answer.reason, "status": "active"})


def _override(value: str) -> tuple[str, str]:
    name, equals, content = value.partition("=")
    if not equals:
        name, content = "value", value
    name, content = name.strip(), content.strip().replace(",", "").replace("，", "")
    if name not in FIELDS or not content:
        raise DecisionError(f"取值应为 字段=值，字段为 · field=value with a field of: {', '.join(FIELDS)}")
    if name in ("value", "value_high"):
        try:
            Decimal(content)
        except InvalidOperation as error:
            raise DecisionError(f"“{content}”不是数 · not a number（按所述单位，如 5253 万元写 52530000）") from error
    return name, content


def _correction(item: ReviewItem, answer: Answer, known: Known, identity: str, day: date) -> SeedRow:
    facts = known.facts.get(item.claim_id or "")
    if facts is None:
        raise DecisionError("这个数已不在库中，重新导出 · the figure is gone: export again")
    name, value = "", answer.value.removeprefix("scale=").strip()
    if answer.action == "override":
        name, value = _override(answer.value)
    elif answer.action == "scale":
        name = "value"
        try:
            if Fraction(value) <= 0:
                raise ValueError
        except (ValueError, ZeroDivisionError) as error:
            raise DecisionError(f"倍数“{answer.value}”应为正数或分数，如 1/10000 · the factor must be positive") from error
    cells = {
        "correction_id": identity,
        "township_id": facts.township_id,
        "year": str(facts.year),
        "kind": facts.kind,
        "indicator": facts.indicator,
        "quote": facts.quote,
        "occurrence": str(facts.occurrence),
        "action": answer.action,
        "field": name,
        "value": value if answer.action != "drop" else "",
        "expect": f"value={facts.value.normalize():f}",
        "reason": answer.reason,
        "who": answer.who,
        "date": day.isoformat(),
        "status": "active",
    }
    return SeedRow("corrections.csv", cells)


def _place(item: ReviewItem, answer: Answer, known: Known, identity: str, day: date) -> SeedRow:
    code = answer.value.strip().split(" ")[0]
    if code not in known.places:
        raise DecisionError(f"“{answer.value}”不是本工作区的乡镇代码 · no township of this workspace")
    if not item.quote:
        raise DecisionError(
            "文档里没有可作别名的名称；改文件名，写明县和乡镇 · no name to remember: put county and township into the file name"
        )
    county = known.places[code][1]
    return SeedRow("places/aliases.csv", {"alias": item.quote, "county_code": county, "township_code": code, "source": identity})


MAKERS: Mapping[str, Callable[[ReviewItem, Answer, Known, str, date], SeedRow]] = {
    "alias": _alias,
    "override": _correction,
    "scale": _correction,
    "drop": _correction,
    "place": _place,
}


def _make(item: ReviewItem, answer: Answer, known: Known, day: date) -> tuple[Decision, SeedRow | None]:
    """One decision with its seed row. Raises DecisionError."""
    if answer.action not in ACTIONS[item.kind]:
        wanted = "、".join(f"{WORDS[one]} {one}" for one in ACTIONS[item.kind])
        raise DecisionError(f"“{answer.action}”不适用于这类事项，可选 · choose one of: {wanted}")
    if answer.action != "later" and not (answer.who.strip() and answer.reason.strip()):
        raise DecisionError("须填经手人和理由 · say who decided, and why")
    if answer.action in ("alias", "override", "scale", "place") and not answer.value.strip():
        raise DecisionError("须填取值 · a value is needed")
    identity = decision_id(item.item_id, answer.action, answer.value, day)
    maker = _alias if (item.kind, answer.action) == ("subject", "leave") else MAKERS.get(answer.action)
    row = maker(item, answer, known, identity, day) if maker else None
    decision = Decision(
        decision_id=identity,
        item_id=item.item_id,
        kind=item.kind,
        subject=item.subject,
        action=answer.action,
        value=answer.value,
        who=answer.who,
        decided_on=day,
        reason=answer.reason,
        seed=row.file if row else None,
    )
    return decision, row


def describe(item: ReviewItem, decision: Decision) -> str:
    """One decision in words, for the preview."""
    touched = f"（{item.frequency} 处，{item.spread} 个乡镇）" if item.kind == "subject" else ""
    where = f" → seeds/{decision.seed}" if decision.seed else ""
    return f"{decision.decision_id}　{item.subject}：{WORDS[decision.action]} {decision.value}{touched}{where}"


def plan_decisions(answers: Sequence[Answer], queue: Iterable[ReviewItem], known: Known, day: date) -> DecisionPlan:
    """What the answers would do. Conflicting, unknown or ill-fitting ones are refused with their row; then nothing is planned."""
    items = {item.item_id: item for item in queue}
    twice = {one for one, number in Counter(answer.item_id for answer in answers).items() if number > 1}
    decisions, rows, refusals, preview = [], [], [], []
    for answer in answers:
        item = items.get(answer.item_id)
        try:
            if item is None:
                raise DecisionError("待办中没有这个事项，可能已决定；重新导出 · not in the queue: export again")
            if answer.item_id in twice:
                raise DecisionError("同一事项有两个决定 · two decisions on one item")
            decision, row = _make(item, answer, known, day)
        except DecisionError as error:
            refusals.append(Refusal(answer.row, answer.item_id, str(error)))
            continue
        if answer.action in LASTING:
            decisions.append(decision)
            rows += [row] if row else []
            preview.append(describe(item, decision))
    if refusals:
        return DecisionPlan(refusals=tuple(refusals))
    return DecisionPlan(tuple(decisions), tuple(rows), (), tuple(preview))


def undo_cells(file: str, rows: Sequence[Mapping[str, str]], identity: str) -> list[dict[str, str]]:
    """A seed file's rows without the effect of one decision: marked inactive where the file has a status, left out where not.

    Raises DecisionError where the decision left no row there.
    """
    key = {"aliases.csv": "decision_id", "corrections.csv": "correction_id", "places/aliases.csv": "source"}[file]
    if not any(row.get(key) == identity for row in rows):
        raise DecisionError(f"seeds/{file}: 没有这个决定的行 · no row of decision {identity}")
    if key == "source":
        return [dict(row) for row in rows if row.get(key) != identity]
    return [dict(row) | ({"status": "inactive"} if row.get(key) == identity else {}) for row in rows]
