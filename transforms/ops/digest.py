"""The digest: one message per run and audience, in Chinese; silence when nothing changed.

In: changes of incidents, facts about the run, wording of the checks. Out: `Digest` with a title and paragraphs, and its text clipped to a
channel's limit in bytes.

Example:
    digests = compose_digests(step, facts, wording)
    for digest in digests: send(digest.audience, clip_bytes(digest.text, 4096))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from transforms.ops.incidents import COULD_NOT_RUN, NEWS, Change, Step

HEADINGS = {"opened": "新出现", "worse": "加重", "reopened": "再次出现", "reminder": "暂缓到期，仍未解决", "recovered": "已恢复"}
KINDS = {"stop": "停止", "warn": "警告", "ask": "待定"}
EFFECTS = {
    "published": "新版本已发布",
    "unchanged": "没有变化，未发布新版本",
    "stopped": "已停止，未发布；分析人员仍看到上一版本",
    "failed": "运行失败，未发布；分析人员仍看到上一版本",
    "ingested": "已收件读取，未发布",
}
SHOWN = 12
"""Changes told in full; the others are counted."""
CUT = "…（下略，详见质量页）"


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a digest says of the run. `page` is a link or path to the quality page."""

    run_id: str
    business_date: str
    outcome: str
    county: str
    page: str
    release: str = ""
    held: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a check is told to people."""

    zh: str
    todo_zh: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One message. `audience` is the owner of the checks it tells of."""

    audience: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """Title and paragraphs as plain text."""
        return "\n\n".join((self.title, *self.paragraphs))

    @property
    def text_hash(self) -> str:
        """Short hash of the text, to tell that a message was sent already."""
        return sha256(self.text.encode()).hexdigest()[:16]


def clip_bytes(text: str, limit: int, cut: str = CUT) -> str:
    """`text` in at most `limit` bytes of UTF-8, cut between characters, ending in `cut` where something is missing."""
    data = text.encode()
    if len(data) <= limit:
        return text
    room = max(limit - len(cut.encode()), 0)
    return data[:room].decode(errors="ignore") + (cut if len(cut.encode()) <= limit else "")


def change_paragraph(change: Change, wording: Mapping[str, Wording], places: Mapping[str, str], indicators: Mapping[str, str]) -> str:
    """One change in words: what failed, where, how many, an example, since when, what to do."""
    one = change.incident
    words = wording.get(one.check_id, Wording(one.check_id, ""))
    where = [places.get(one.township_id, one.township_id)] if one.township_id else []
    if one.indicator and one.indicator != COULD_NOT_RUN:
        where.append(indicators.get(one.indicator, one.indicator))
    head = f"【{HEADINGS[change.what]}·{KINDS.get(one.kind, one.kind)}】{words.zh}"
    if where:
        head += f"（{'·'.join(where)}）"
    if change.what == "recovered":
        return f"{head}：自 {one.opened_on} 起的问题已恢复。"
    count = "无法检查" if one.indicator == COULD_NOT_RUN else f"{one.failing} 处"
    lines = [f"{head}：{count}，自 {one.opened_on} 起。"]
    if one.example:
        lines.append(f"例：{clip_bytes(one.example, 360, '…')}")
    if words.todo_zh:
        lines.append(f"怎么办：{words.todo_zh}")
    return "\n".join(lines)


def _counts(changes: list[Change], still_open: int) -> str:
    parts = []
    for what in NEWS:
        number = sum(change.what == what for change in changes)
        if number:
            parts.append(f"{HEADINGS[what]} {number}")
    return "，".join([*parts, f"仍未解决 {still_open}"])


def compose_digests(
    step: Step,
    facts: RunFacts,
    wording: Mapping[str, Wording],
    places: Mapping[str, str] | None = None,
    indicators: Mapping[str, str] | None = None,
) -> tuple[Digest, ...]:
    """A digest for each owner who has news; () means silence."""
    digests = []
    told = {change.incident.incident_id for change in step.changes}
    for audience in sorted({change.incident.owner for change in step.changes}):
        own = [change for change in step.changes if change.incident.owner == audience]
        still_open = sum(one.is_open and one.owner == audience and one.incident_id not in told for one in step.incidents)
        effect = EFFECTS.get(facts.outcome, facts.outcome)
        held = f"；{facts.held} 个数暂不入表" if facts.held else ""
        title = f"县志·{facts.county} {facts.business_date}：{_counts(own, still_open)}"
        shown = [change_paragraph(change, wording, places or {}, indicators or {}) for change in own[:SHOWN]]
        more = [f"另有 {len(own) - SHOWN} 项变化，见质量页。"] if len(own) > SHOWN else []
        link = f"质量页：{facts.page}　运行：{facts.run_id}"
        digests.append(Digest(audience, title, (f"影响：{effect}{held}。", *shown, *more, link)))
    return tuple(digests)
