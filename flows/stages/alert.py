"""alert: tell the owners what is news, once; record every attempt; never fail the run.

In: what is news (`Step`), the run's outcome, the channels of the settings. Out: messages sent, rows of ops.alert, faults (exit 4).
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import duckdb

from expectations.suites import all_rules
from flows.exit_codes import UsageProblem
from flows.io.channels import Channel, Delivery, Message, deliver
from flows.night import Night, Outcome
from flows.settings import ChannelSettings
from flows.stages.quality import NAMES, count_held
from transforms.ops.digest import Digest, RunFacts, Wording, compose_digests
from transforms.ops.incidents import RUN_ENDS, RUN_IS_RECENT, Step, only
from transforms.warehouse.connection import open_release, open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import append_rows, to_frame

register("alert.before_send", "alert.after_send", "alert.after_record")
HEADINGS = ("检查", "说明", "乡镇", "年份", "指标", "行", "细节", "原句", "暂不入表")
ROWS = """
    SELECT f.check_id, r.message_zh, coalesce(t.name, f.township_id) AS township, f.year, coalesce(i.name_zh, f.indicator) AS indicator,
           f.row_key, f.detail, f.sentence, if(f.held, '是', '') AS held
    FROM ops.failing_row AS f JOIN ops.check_result AS r USING (run_id, check_id)
    LEFT JOIN metrics.indicator AS i ON i.code = f.indicator LEFT JOIN ({names}) AS t USING (township_id)
    WHERE f.run_id = ? ORDER BY f.check_id, f.row_key LIMIT 20000
"""


def resolve_secret(reference: str) -> str:
    """What a setting stands for: `env:NAME`, `block:NAME` (a Prefect Secret block), or itself. Raises UsageProblem."""
    kind, _, name = reference.partition(":")
    if kind == "env":
        if name not in os.environ:
            raise UsageProblem(f"环境变量 {name} 没有设置 · the environment variable {name} is not set")
        return os.environ[name]
    if kind == "block":
        from prefect.blocks.system import Secret

        return str(Secret.load(name).get())  # type: ignore[union-attr]
    return reference


def to_channel(settings: ChannelSettings) -> Channel:
    """A channel with its secrets resolved. Raises UsageProblem."""
    return Channel(
        name=settings.name,
        kind=settings.kind,
        url=resolve_secret(settings.url),
        secret=resolve_secret(settings.secret),
        sender=settings.sender,
        to=settings.to,
        username=settings.username,
        password=resolve_secret(settings.password),
        proxy=settings.proxy,
        timeout=settings.timeout,
        attempts=settings.attempts,
    )


def wording() -> dict[str, Wording]:
    """How checks are told to people."""
    told = {rule.check_id: Wording(f"未做到“{rule.zh}”", rule.todo_zh) for rule in all_rules()}
    return told | {
        RUN_ENDS: Wording("运行中断", "查看日志，运行 xianzhi doctor"),
        RUN_IS_RECENT: Wording("很久没有成功的运行", "看 status/index.html，运行 xianzhi doctor"),
    }


def names_of(con: duckdb.DuckDBPyConnection) -> tuple[dict[str, str], dict[str, str]]:
    """Names of townships and indicators."""
    places = dict(con.execute(NAMES).fetchall())
    return places, dict(con.execute("SELECT code, name_zh FROM metrics.indicator").fetchall())


def run_facts(night: Night, outcome: Outcome, held: int) -> RunFacts:
    """What a digest says of the run."""
    return RunFacts(
        run_id=outcome.run_id,
        business_date=night.business_date.isoformat(),
        outcome=outcome.outcome,
        county=night.settings.name or night.settings.county or "全国",
        page=night.settings.alerts.page or str(night.workspace.status / "index.html"),
        release=outcome.release.name if outcome.release else "",
        held=held,
        message=outcome.message,
    )


def failing_workbook(con: duckdb.DuckDBPyConnection, run_id: str) -> bytes | None:
    """The run's failing rows as XLSX, text as text; None where there are none."""
    import xlsxwriter

    rows = con.execute(ROWS.format(names=NAMES), [run_id]).fetchall()
    if not rows:
        return None
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("未过的行")
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.write_row(0, 0, HEADINGS, bold)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, ["" if value is None else value for value in row])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(HEADINGS) - 1)
    for column, width in enumerate((24, 36, 12, 8, 20, 24, 36, 60, 10)):
        sheet.set_column(column, column, width)
    book.close()
    return out.getvalue()


def compose_for(night: Night, outcome: Outcome, step: Step, channel: ChannelSettings) -> tuple[Digest, ...]:
    """What this channel would be told; () = silence."""
    with open_release(night.workspace.workshop) as con:
        places, indicators = names_of(con)
        facts = run_facts(night, outcome, count_held(con, outcome.run_id))
    return compose_digests(only(step, channel.owners, channel.kinds), facts, wording(), places, indicators)


def to_message(digest: Digest, facts: Mapping[str, Any], workbook: bytes | None) -> Message:
    """A digest as a message."""
    return Message(digest.title, "\n\n".join(digest.paragraphs), {**facts, "audience": digest.audience}, workbook)


def alert_row(run_id: str, digest: Digest, delivery: Delivery) -> dict[str, Any]:
    """A row of ops.alert."""
    return {
        "alert_id": f"{run_id}:{delivery.channel}:{digest.audience}",
        "run_id": run_id,
        "channel": delivery.channel,
        "audience": digest.audience,
        "sent_at": datetime.now(UTC).replace(tzinfo=None),
        "outcome": delivery.outcome,
        "attempts": delivery.attempts,
        "detail": delivery.detail,
        "text_hash": digest.text_hash,
    }


def try_channel(settings: ChannelSettings, message: Message) -> Delivery:
    """Deliver; a channel that cannot even be set up has failed."""
    try:
        channel = to_channel(settings)
    except Exception as error:  # a missing secret or block must not fail the run
        return Delivery(settings.name, "failed", 0, str(error))
    return deliver(channel, message, time.sleep)


def send_news(night: Night, outcome: Outcome, step: Step) -> list[str]:
    """Send every channel its digests and record what came of it. Returns faults, one line each."""
    channels = night.settings.alerts.channels
    if not channels or not step.changes:
        return []
    with open_release(night.workspace.workshop) as con:
        workbook = failing_workbook(con, outcome.run_id)
        facts = asdict(run_facts(night, outcome, count_held(con, outcome.run_id)))
    rows, faults = [], []
    reach("alert.before_send")
    for channel in channels:
        for digest in compose_for(night, outcome, step, channel):
            delivery = try_channel(channel, to_message(digest, facts, workbook if channel.kind == "mail" else None))
            rows.append(alert_row(outcome.run_id, digest, delivery))
            if delivery.outcome != "sent":
                faults.append(f"通知未送达 · alert not delivered: {delivery.channel}: {delivery.detail}")
    reach("alert.after_send")
    with open_workshop(night.workspace.workshop) as con:
        append_rows(con, "ops.alert", to_frame("ops.alert", rows), night.run_id)
    reach("alert.after_record")
    return faults
