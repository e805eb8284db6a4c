"""The quality page: one static page that says how far tonight's figures can be trusted, offline and without any server.

In: `QualityData` (the run, its checks, the last runs, failing rows, freshness, incidents). Out: HTML in which everything that comes from
a report is escaped; styles inline, one inline script (the dead-man's banner) named by its hash in the Content-Security-Policy.

Example:
    html = render_quality(data)             # write it to HOME/status/index.html
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from transforms.style import make_environment, read_style

LAYERS = {"raw": "收件 raw", "read": "读取 read", "core": "核定 core", "metrics": "指标 metrics", "publish": "发布 publish"}
OUTCOMES = {"pass": "通过", "fail": "未通过", "error": "无法检查", "not_applicable": "不适用"}
KINDS = {"stop": "停止", "warn": "警告", "ask": "待定"}
STATES = {"opened": "新出现", "worse": "加重", "still_open": "未解决", "reopened": "再次出现", "recovered": "已恢复"}
RUNS = {"published": "已发布", "unchanged": "无变化", "stopped": "已停止", "failed": "已中断", "ingested": "仅收件", "running": "运行中"}
RUN_WORDS = {
    "published": "新版本已发布",
    "unchanged": "没有变化，未发布新版本",
    "stopped": "检查未通过，已停止；未发布，旧版本不变",
    "failed": "运行中断；未发布，旧版本不变",
    "ingested": "已收件读取，未发布",
    "running": "正在运行",
}
FRESHNESS = {
    "reported": "已报",
    "half_year_only": "仅半年",
    "missing": "缺报",
    "not_due": "未到期",
    "quarantined": "隔离中",
    "not_alive": "不存在",
}
MOST_HISTORY = 60
"""Runs shown in the history."""
MOST_ROWS = 40
"""Failing rows shown per check; the others are counted."""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check of the run, with its marks over the last runs, oldest first."""

    check_id: str
    layer: str
    kind: str
    outcome: str
    checked: int | None
    failing: int | None
    held: int
    zh: str
    en: str
    owner: str
    todo_zh: str = ""
    detail: str = ""
    history: tuple[str, ...] = ()
    rows: tuple[FailingLine, ...] = ()

    @property
    def bad(self) -> bool:
        """Does it need somebody?"""
        return self.outcome in ("fail", "error")


@dataclass(frozen=True, slots=True)
class FailingLine:
    """One failing row as people see it."""

    where: str
    what: str
    sentence: str
    held: bool


@dataclass(frozen=True, slots=True)
class RunLine:
    """One of the last runs."""

    run_id: str
    business_date: str
    outcome: str
    failed_checks: int


@dataclass(frozen=True, slots=True)
class TownshipLine:
    """Freshness of one township: state by year."""

    township: str
    states: dict[int, str]
    latest: int | None


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One open incident."""

    state: str
    kind: str
    zh: str
    where: str
    failing: int
    opened_on: str
    owner: str
    note: str
    example: str


@dataclass(frozen=True, slots=True)
class QualityData:
    """All that the page shows."""

    county: str
    run_id: str
    business_date: str
    outcome: str
    message: str
    started: str
    """UTC, ISO 8601 with Z."""
    last_good: str | None
    """When the last good run was, UTC, ISO 8601 with Z."""
    allowed_hours: int
    """The banner shows when the last good run is older."""
    release: str
    counts: tuple[tuple[str, int], ...]
    checks: tuple[CheckLine, ...]
    runs: tuple[RunLine, ...] = ()
    years: tuple[int, ...] = ()
    townships: tuple[TownshipLine, ...] = ()
    incidents: tuple[IncidentLine, ...] = field(default=())
    held: int = 0
    """Figures held from the cells, each counted once."""

    @property
    def failed(self) -> tuple[CheckLine, ...]:
        """Checks that need somebody: stops first, then by how many rows fail."""
        bad = [one for one in self.checks if one.bad]
        return tuple(sorted(bad, key=lambda one: (list(KINDS).index(one.kind), one.outcome != "error", -(one.failing or 0), one.check_id)))

    @property
    def tally(self) -> dict[str, int]:
        """How many checks ended how."""
        return {outcome: sum(one.outcome == outcome for one in self.checks) for outcome in OUTCOMES}


def read_asset(name: str) -> str:
    """A style or script beside the template."""
    return files("transforms.ops").joinpath("templates", name).read_text(encoding="utf-8")


def script_hash(script: str) -> str:
    """The script's name in a Content-Security-Policy."""
    return "sha256-" + b64encode(sha256(script.encode()).digest()).decode()


def render_quality(data: QualityData) -> str:
    """The whole page."""
    script = read_asset("heartbeat.js").strip()
    words: dict[str, Any] = {
        "layers": LAYERS,
        "outcomes": OUTCOMES,
        "kinds": KINDS,
        "states": STATES,
        "run_names": RUNS,
        "run_words": RUN_WORDS,
        "freshness": FRESHNESS,
        "most_rows": MOST_ROWS,
    }
    style = Markup(read_style() + read_asset("quality.css"))
    return (
        make_environment("transforms.ops")
        .get_template("quality.html.j2")
        .render(data=data, style=style, script=Markup(script), script_hash=script_hash(script), **words)
    )
