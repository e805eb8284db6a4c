"""status: what the last run says of itself, rewritten after every run, stopped or unchanged.

In: the workshop's ops tables, the outcome. Out: HOME/status/heartbeat.json, last.json, index.html: static, offline, each swapped in whole.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from flows.night import Night, Outcome
from flows.stages.incidents import record_incidents
from flows.stages.quality import collect_quality
from flows.stages.review import record_queue
from transforms.ops.incidents import Step
from transforms.ops.quality import render_quality
from transforms.warehouse.connection import open_release
from transforms.warehouse.failpoints import reach, register

register("status.before_write", "status.before_rename", "status.after_rename", "status.after_write")
WORDS = {
    "published": "已发布 · published",
    "unchanged": "没有变化，未发布新版本 · nothing changed, no new release",
    "stopped": "已停止，未发布，旧版本不变 · stopped, nothing published, the former release stands",
    "failed": "运行失败，旧版本不变 · the run failed, the former release stands",
    "ingested": "已收件读取，未发布 · read, not published",
}
ORDER = "CASE outcome WHEN 'fail' THEN 0 WHEN 'error' THEN 0 WHEN 'not_applicable' THEN 2 ELSE 1 END, kind <> 'stop', check_id"


def checks_of(night: Night) -> list[dict[str, Any]]:
    """The run's checks, failures first."""
    columns = "check_id, layer, kind, outcome, failing, message_zh, message_en, detail"
    sql = f"SELECT {columns} FROM ops.check_result WHERE run_id = ? ORDER BY {ORDER}"
    with open_release(night.workspace.workshop) as con:
        found = con.execute(sql, [night.run_id])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def summary_text(night: Night, outcome: Outcome) -> str:
    """What the run did, as Markdown."""
    lines = [
        f"# {WORDS[outcome.outcome]}",
        f"- 运行 run {outcome.run_id} · 业务日期 business date {night.business_date}",
        f"- 文档 documents {outcome.documents}（隔离 quarantined {outcome.quarantined}）· 报告 reports {outcome.reports}",
        f"- 数字 numbers {outcome.mentions} · 陈述 claims {outcome.claims} · 单元格 cells {outcome.cells}",
        f"- 检查 checks {outcome.checks}（未过 failed {outcome.failed_checks}）",
        f"- 版本 release {outcome.release.name if outcome.release else '—'}",
    ]
    return "\n".join([*lines, "", outcome.message]).rstrip() + "\n"


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new one."""
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    reach("status.before_rename")
    part.replace(path)
    reach("status.after_rename")


def heartbeat(night: Night, outcome: Outcome, before: dict[str, Any]) -> dict[str, Any]:
    """When the last run and the last good run were. `before` is the former heartbeat."""
    good = outcome.outcome in ("published", "unchanged")
    now = night.started_at.isoformat() + "Z"
    return {
        "run_id": outcome.run_id,
        "outcome": outcome.outcome,
        "exit_code": int(outcome.exit_code),
        "business_date": night.business_date.isoformat(),
        "last_run": now,
        "last_good_run": now if good else before.get("last_good_run"),
        "release": outcome.release.name if outcome.release else before.get("release"),
    }


def write_status(night: Night, outcome: Outcome) -> Step:
    """Advance the incidents, gather the steward's queue, rewrite HOME/status. Returns what is news."""
    step = record_incidents(night, outcome)
    record_queue(night)
    folder = night.workspace.status
    folder.mkdir(exist_ok=True)
    path = folder / "heartbeat.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    reach("status.before_write")
    checks = checks_of(night)
    failed = [one for one in checks if one["outcome"] in ("fail", "error")]
    beat = heartbeat(night, outcome, before)
    last = {**beat, "message": outcome.message, "failed_checks": failed}
    write_whole(folder / "index.html", render_quality(collect_quality(night, outcome, beat)))
    write_whole(folder / "last.json", json.dumps(last, ensure_ascii=False, indent=2))
    write_whole(path, json.dumps(beat, ensure_ascii=False, indent=2))
    reach("status.after_write")
    return step
