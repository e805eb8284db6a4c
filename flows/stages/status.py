"""status: what the last run says of itself, rewritten after every run, stopped or unchanged.

In: the workshop's ops tables, the outcome. Out: HOME/status/heartbeat.json, last.json, index.html: static, offline, each swapped in whole.
"""

from __future__ import annotations

import html
import json
import os
from pathlib import Path
from typing import Any

from flows.night import Night, Outcome
from transforms.warehouse.connection import open_release
from transforms.warehouse.failpoints import reach, register

register("status.before_write", "status.after_write")
WORDS = {
    "published": "已发布 · published",
    "unchanged": "没有变化，未发布新版本 · nothing changed, no new release",
    "stopped": "已停止，未发布，旧版本不变 · stopped, nothing published, the former release stands",
    "failed": "运行失败，旧版本不变 · the run failed, the former release stands",
    "ingested": "已收件读取，未发布 · read, not published",
}
ORDER = "CASE outcome WHEN 'fail' THEN 0 WHEN 'error' THEN 0 WHEN 'not_applicable' THEN 2 ELSE 1 END, kind <> 'stop', check_id"
PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>县志 · 运行状况</title><style>
body{{font:16px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b}}
table{{border-collapse:collapse;width:100%}}th,td{{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ccc;vertical-align:top}}
.fail,.error{{color:#a40000;font-weight:bold}}.pass{{color:#1a5e20}}.not_applicable{{color:#595959}}pre{{white-space:pre-wrap}}
</style><h1>{title}</h1><p><strong>{word}</strong></p><p>{facts}</p><pre>{message}</pre>
<h2>检查 · Checks</h2><table><tr><th>结果 outcome<th>性质 kind<th>检查 check<th>未过 failing<th>说明 meaning</tr>{checks}</table>
<h2>未过的行 · Failing rows</h2><table><tr><th>检查 check<th>行 row<th>细节 detail<th>原句 sentence</tr>{rows}</table></html>
"""


def checks_of(night: Night) -> list[dict[str, Any]]:
    """The run's checks, failures first."""
    sql = f"SELECT check_id, layer, kind, outcome, failing, message_zh, message_en, detail FROM ops.check_result WHERE run_id = ? ORDER BY {ORDER}"
    return _rows(night, sql)


def failing_rows_of(night: Night, most: int = 200) -> list[dict[str, Any]]:
    """The run's failing rows, the first `most`."""
    sql = f"SELECT check_id, row_key, detail, sentence FROM ops.failing_row WHERE run_id = ? ORDER BY check_id, row_key LIMIT {most}"
    return _rows(night, sql)


def _rows(night: Night, sql: str) -> list[dict[str, Any]]:
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
    part.replace(path)


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


def page_text(night: Night, outcome: Outcome, checks: list[dict[str, Any]], rows: list[dict[str, Any]]) -> str:
    """The page. Everything that comes from a report or a check is escaped."""

    def cells(values: list[Any]) -> str:
        return "".join(f"<td>{html.escape(str(value if value is not None else ''))}" for value in values)

    check_rows = "".join(
        f'<tr><td class="{one["outcome"]}">{one["outcome"]}'
        + cells([one["kind"], f"{one['layer']}.{one['check_id']}", one["failing"] or "", f"{one['message_zh']} · {one['message_en']}"])
        for one in checks
    )
    failing = "".join("<tr>" + cells([one["check_id"], one["row_key"], one["detail"], one["sentence"]]) for one in rows)
    facts = summary_text(night, outcome).split("\n", 1)[1].partition("\n\n")[0]
    return PAGE.format(
        title=html.escape(f"县志 · {night.settings.name or '运行状况'}"),
        word=html.escape(WORDS[outcome.outcome]),
        facts="<br>".join(html.escape(line.removeprefix("- ")) for line in facts.splitlines()),
        message=html.escape(outcome.message),
        checks=check_rows,
        rows=failing,
    )


def write_status(night: Night, outcome: Outcome) -> None:
    """Rewrite HOME/status."""
    folder = night.workspace.status
    folder.mkdir(exist_ok=True)
    path = folder / "heartbeat.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    reach("status.before_write")
    checks, rows = checks_of(night), failing_rows_of(night)
    failed = [one for one in checks if one["outcome"] in ("fail", "error")]
    last = {**heartbeat(night, outcome, before), "message": outcome.message, "failed_checks": failed}
    write_whole(folder / "index.html", page_text(night, outcome, checks, rows))
    write_whole(folder / "last.json", json.dumps(last, ensure_ascii=False, indent=2))
    write_whole(path, json.dumps(heartbeat(night, outcome, before), ensure_ascii=False, indent=2))
    reach("status.after_write")
