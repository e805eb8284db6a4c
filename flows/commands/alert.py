"""`xianzhi alert`: try a channel, see what would be sent, acknowledge or snooze a problem.

In: the workspace's settings and ops.incident. Out: a test message sent; texts on stdout; a changed incident.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from flows.console import Format, note, print_json, print_rows
from flows.exit_codes import Exit, UsageProblem
from flows.lock import hold_lock
from flows.settings import ChannelSettings, Settings, load_settings
from flows.workspace import Workspace, open_workspace

commands = typer.Typer(
    add_completion=False, no_args_is_help=True, help="通知：试发、预览、列出、确认、暂缓 · Alerts: test, preview, list, ack, snooze"
)
Home = Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")]
Which = Annotated[str, typer.Argument(help="事件编号的开头 · beginning of the incident's id")]
Who = Annotated[str, typer.Option("--who", help="谁 · who")]
Reason = Annotated[str, typer.Option("--reason", help="理由 · why")]
COLUMNS = ("incident_id", "state", "kind", "check_id", "township_id", "indicator", "failing", "opened_on", "snoozed_until", "note")


def pick_channel(settings: Settings, name: str) -> ChannelSettings:
    """The channel of that name. Raises UsageProblem naming those there are."""
    for channel in settings.alerts.channels:
        if channel.name == name:
            return channel
    known = "、".join(channel.name for channel in settings.alerts.channels) or "（没有 · none）"
    raise UsageProblem(f"{name}: 没有这个渠道 · no such channel. xianzhi.toml: [[alerts.channels]] {known}")


@commands.command("test")
def test_command(channel: Annotated[str, typer.Argument(help="渠道名 · name of the channel")], home: Home) -> None:
    """发一条试验消息 · Send a test message."""
    from flows.io.channels import Message
    from flows.stages.alert import try_channel

    settings = load_settings(open_workspace(home).home)
    text = "这是一条试验消息，收到即表示渠道可用。\n\nThis is a test: if you read it, the channel works."
    done = try_channel(pick_channel(settings, channel), Message(f"县志·{settings.name}：通知测试", text))
    note(f"{done.channel}: {done.outcome}（{done.attempts}）{done.detail}")
    if done.outcome != "sent":
        raise typer.Exit(Exit.PUBLISHED_WITH_FAULTS)


@commands.command("preview")
def preview_command(home: Home) -> None:
    """看看此刻未解决的问题会怎样告知 · See how what is open now would be told."""
    from flows.stages.alert import names_of, wording
    from flows.stages.incidents import to_incident
    from flows.stages.quality import count_held
    from transforms.ops.digest import RunFacts, compose_digests
    from transforms.ops.incidents import Change, Step
    from transforms.warehouse.connection import open_release
    from transforms.warehouse.store import read_frame

    workspace = open_workspace(home)
    settings = load_settings(workspace.home)
    with open_release(workspace.workshop) as con:
        incidents = tuple(to_incident(row) for row in read_frame(con, "ops.incident").to_dicts())
        places, indicators = names_of(con)
        last = con.execute("SELECT run_id, business_date, outcome FROM ops.run ORDER BY started_at DESC LIMIT 1").fetchone()
        held = count_held(con, last[0]) if last else 0
    if last is None:
        raise UsageProblem("还没有运行过 · no run yet; xianzhi nightly")
    open_ones = tuple(Change("opened", one) for one in incidents if one.is_open)
    page = settings.alerts.page or str(workspace.status / "index.html")
    facts = RunFacts(last[0], last[1].isoformat(), last[2], settings.name or settings.county, page, held=held)
    digests = compose_digests(Step(incidents, open_ones), facts, wording(), places, indicators)
    for digest in digests:
        print(f"—— 致 {digest.audience} ——\n{digest.text}\n")
    if not digests:
        note("没有未解决的问题 · nothing is open")


@commands.command("list")
def list_command(
    home: Home,
    every: Annotated[bool, typer.Option("--all", help="包括已恢复的 · recovered ones too")] = False,
    as_json: AsJson = False,
) -> None:
    """列出未解决的问题 · List what is open."""
    from transforms.warehouse.connection import open_release

    where = "" if every else "WHERE state <> 'recovered'"
    with open_release(open_workspace(home).workshop) as con:
        rows = con.execute(f"SELECT {', '.join(COLUMNS)} FROM ops.incident {where} ORDER BY kind, check_id, incident_id").fetchall()
    if as_json:
        print_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    else:
        print_rows(COLUMNS, rows, Format.TABLE)


def _settle(workspace: Workspace, which: str, who: str, reason: str, until: date | None) -> None:
    from flows.stages.incidents import to_incident
    from transforms.ops.incidents import IncidentError, acknowledge, snooze
    from transforms.warehouse.connection import open_workshop
    from transforms.warehouse.store import read_frame, to_frame, upsert_rows

    settings = load_settings(workspace.home)
    today = datetime.now(UTC).astimezone(ZoneInfo(settings.timezone)).date()
    with hold_lock(workspace.lock, "alert"), open_workshop(workspace.workshop) as con:
        found = read_frame(con, "ops.incident", "starts_with(incident_id, ?)", [which])
        if found.height != 1:
            raise UsageProblem(f"{which}: {'没有这个事件 · no such incident' if found.is_empty() else '不止一个 · more than one'}")
        one = to_incident(found.to_dicts()[0])
        try:
            settled = acknowledge(one, who, reason) if until is None else snooze(one, until, who, reason, today)
        except IncidentError as error:
            raise UsageProblem(str(error)) from error
        run_id = found.get_column("run_id")[0]
        upsert_rows(con, "ops.incident", to_frame("ops.incident", [settled]), run_id)
    note(f"{one.incident_id} {'已确认 · acknowledged' if until is None else f'暂缓至 · snoozed until {until}'}")


@commands.command("ack")
def ack_command(which: Which, who: Who, reason: Reason, home: Home) -> None:
    """确认：知道了，加重或恢复时再告知 · Seen: tell again when it gets worse or recovers."""
    _settle(open_workspace(home), which, who, reason, None)


@commands.command("snooze")
def snooze_command(
    which: Which, until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="日期 · a date")], who: Who, reason: Reason, home: Home
) -> None:
    """暂缓到某日 · No news before a date."""
    _settle(open_workspace(home), which, who, reason, until.date())
