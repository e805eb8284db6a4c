"""`xianzhi doctor`: is everything in place, and what to do where it is not.

In: the environment, optionally a workspace. Out: one line per point with its fix; exit 1 where a point fails. `--heartbeat HOURS` is
for a second scheduler: it only asks whether the last good run is recent.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.console import print_json
from flows.exit_codes import Exit
from flows.lock import is_held, read_holder
from flows.workspace import FOLDERS, Workspace

if TYPE_CHECKING:
    from flows.settings import AlertSettings, Settings

PINS = {"prefect": "3.8.8", "duckdb": "1.5.5", "polars": "2.1.0", "pyarrow": "26.0.1"}
"""As requirements.in has them; why: docs/decisions/0002-pins.md."""
LEAST_DISK = 2 * 1024**3
"""Bytes free in the workspace below which doctor warns: a release and its candidate must fit."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing examined. `state`: ok · warn · fail."""

    name: str
    state: str
    found: str
    fix: str = ""


def examine_environment() -> Iterator[Point]:
    """Python, pins, optional parts."""
    right = sys.version_info[:2] == (3, 11)
    yield Point("Python", "ok" if right else "fail", sys.version.split()[0], "" if right else "需要 Python 3.11：make clean && make setup")
    for name, wanted in PINS.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "—"
        yield Point(
            name, "ok" if found == wanted else "fail", found, "" if found == wanted else f"应为 {wanted}：make setup · should be {wanted}"
        )
    yield from examine_extras()


def examine_extras() -> Iterator[Point]:
    """What makes reading faster, and what reads scans and old formats; without it such files wait in quarantine: no failure."""
    import transforms.read  # noqa: F401  (decides whether machine code is used)
    from transforms.compiled import is_active
    from transforms.raw.formats import image, office

    compiled = is_active()
    found = "机器码 machine code" if compiled else "Python，结果相同，较慢 · same results, slower"
    yield Point("读数 reader（可选 optional）", "ok", found, "" if compiled else "可选：make compiled · optional, needs a C compiler")
    for name, purpose, there, install in (
        ("文字识别 OCR", "扫描件、图片 · scans, pictures", image.is_installed(), image.INSTALL),
        ("LibreOffice", "Word 95、RTF、ODT", bool(office.program()), office.INSTALL),
    ):
        state = "有 yes" if there else "未安装 not installed"
        fix = "" if there else f"可选：{install}，然后 xianzhi quarantine retry · optional"
        yield Point(f"{name}（可选 optional）", "ok", f"{purpose}: {state}", fix)


def examine_workspace(workspace: Workspace, now: datetime) -> Iterator[Point]:
    """Settings, channels, extensions, folders, disk, clock, lock, workshop, release, service, heartbeat."""
    from flows.exit_codes import XianzhiError
    from flows.settings import load_settings

    try:
        settings = load_settings(workspace.home)
        yield Point("xianzhi.toml", "ok", settings.name or settings.county or "全国 · whole register")
        yield from examine_channels(settings.alerts)
        yield from examine_lake(settings)
    except XianzhiError as error:
        yield Point("xianzhi.toml", "fail", "有误 · wrong", str(error))
    yield from _folders(workspace)
    free = shutil.disk_usage(workspace.home).free
    yield Point(
        "磁盘 disk",
        "ok" if free > LEAST_DISK else "warn",
        f"{free / 1e9:.1f} GB",
        "" if free > LEAST_DISK else "清理：xianzhi releases prune",
    )
    yield _clock(workspace, now)
    yield _lock(workspace)
    yield from _databases(workspace)
    yield examine_service(workspace)
    yield examine_heartbeat(workspace, now, 48)


def examine_channels(alerts: AlertSettings) -> Iterator[Point]:
    """Has every channel what it needs to send? Nothing is sent, and no secret is shown."""
    from flows.exit_codes import XianzhiError
    from flows.stages.alert import to_channel

    if not alerts.channels:
        fix = "在 xianzhi.toml 添加 [[alerts.channels]]，否则无人收到通知 · add one, or nobody is told"
        yield Point("通知 channels", "warn", "没有 · none", fix)
    for one in alerts.channels:
        name = f"通知 channel {one.name}"
        try:
            channel = to_channel(one)
        except (XianzhiError, ValueError, ImportError) as error:  # the last two: a Prefect block that is not there
            yield Point(name, "fail", one.kind, f"{error}")
            continue
        lacks = one.kind == "mail" and not (channel.to and channel.sender)
        fix = "mail 须有 sender 和 to · mail needs sender and to" if lacks else ""
        yield Point(name, "fail" if lacks else "ok", one.kind, fix or f"试发 · try: xianzhi alert test {one.name}")


def examine_lake(settings: Settings) -> Iterator[Point]:
    """Are DuckDB's extensions there that the province's lake needs?"""
    from transforms.warehouse.extensions import extension_path
    from transforms.warehouse.lake import extensions_of

    for name in extensions_of(settings.warehouse, settings.lake.data) if settings.warehouse else ():
        there = extension_path(name) is not None
        yield Point(
            f"DuckDB {name}", "ok" if there else "fail", "有 yes" if there else "未安装 not installed", "" if there else "make province"
        )


def examine_service(workspace: Workspace) -> Point:
    """Does the service that this workspace has on record run and answer?"""
    from flows.serving import Service, running_service, service_file

    name, told = "常驻服务 serve", running_service(workspace)
    if told is None and service_file(workspace).exists():
        fix = f"xianzhi serve --home {workspace.home} · systemctl restart xianzhi"
        return Point(name, "fail", "被终止，没有定时运行 · was killed: nothing is scheduled", fix)
    if told is None:
        return Point(name, "ok", "没有（定时器或 cron 运行） · none: a timer or cron runs the nights")
    answers = Service(workspace, int(told["port"])).is_healthy()
    fix = "" if answers else f"看 logs/serve-server.log；重启 · restart: pid {told['pid']}"
    return Point(name, "ok" if answers else "fail", f"{told['url']} pid {told['pid']}" + ("" if answers else " 没有回答 · no answer"), fix)


def _folders(workspace: Workspace) -> Iterator[Point]:
    for name in FOLDERS:
        path = workspace.home / name
        if not path.is_dir():
            yield Point(f"{name}/", "fail", "不见了 · gone", f"xianzhi init {workspace.home}")
        elif not os.access(path, os.W_OK):
            yield Point(f"{name}/", "fail", "不可写 · not writable", f"chmod u+w {path}")
        elif path.stat().st_mode & 0o002:
            yield Point(f"{name}/", "warn", "任何人可写 · anyone may write", f"chmod o-w {path}")
        else:
            yield Point(f"{name}/", "ok", "")


def _clock(workspace: Workspace, now: datetime) -> Point:
    newest = max((path.name[:16] for path in workspace.releases.glob("2*")), default="")
    behind = newest > now.strftime("%Y%m%dT%H%M%SZ")
    return Point(
        "时钟 clock",
        "fail" if behind else "ok",
        now.isoformat(timespec="seconds"),
        "时钟早于最新版本，请校时 · the clock is behind the newest release" if behind else "",
    )


def _lock(workspace: Workspace) -> Point:
    alive, written = is_held(workspace.lock), read_holder(workspace.lock)
    if alive:
        return Point("锁 lock", "warn", f"pid {alive.pid} @ {alive.host} {alive.run_id}", "有运行在进行 · a run is going on")
    return Point(
        "锁 lock", "ok", "上次运行被终止，下次自动接手 · left by a killed run, taken over by the next" if written else "空闲 · free"
    )


def _databases(workspace: Workspace) -> Iterator[Point]:
    for path in (workspace.workshop, workspace.released_database):
        wal = path.with_name(f"{path.name}.wal")
        name = path.relative_to(workspace.home).as_posix()
        if wal.exists() and path == workspace.released_database:
            yield Point(name, "fail", "残留 .wal · left-over .wal", f"删除 · delete {wal}；然后 then xianzhi verify")
        elif wal.exists():
            yield Point(name, "warn", "残留 .wal", "下次运行自动恢复 · the next run recovers it")
        else:
            yield Point(name, "ok", f"{path.stat().st_size / 1e6:.1f} MB" if path.is_file() else "还没有 · not yet")


def examine_heartbeat(workspace: Workspace, now: datetime, hours: float) -> Point:
    """Is the last good run recent enough?"""
    path = workspace.status / "heartbeat.json"
    try:
        good = json.loads(path.read_text(encoding="utf-8")).get("last_good_run")
    except (FileNotFoundError, ValueError):
        good = None
    if not good:
        return Point("心跳 heartbeat", "fail", "还没有成功的运行 · no good run yet", f"xianzhi nightly --home {workspace.home}")
    late = datetime.fromisoformat(good) < now - timedelta(hours=hours)
    fix = f"超过 {hours:g} 小时没有成功的运行，看 status/index.html · no good run for {hours:g} hours" if late else ""
    return Point("心跳 heartbeat", "fail" if late else "ok", good, fix)


def _show(points: list[Point]) -> None:
    marks = {"ok": "✓", "warn": "!", "fail": "✗"}
    for point in points:
        print(f"{marks[point.state]} {point.name}  {point.found}" + (f"\n    → {point.fix}" if point.fix else ""))


def command(
    home: Annotated[Path | None, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")] = None,
    heartbeat: Annotated[
        float | None, typer.Option(help="只查最近多少小时内有无成功运行 · only: a good run within HOURS?", metavar="HOURS")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")] = False,
) -> None:
    """体检：每一项的状况与处理办法 · Check everything, with fixes."""
    now = datetime.now(UTC)
    workspace = Workspace(home.resolve()) if home else None
    if heartbeat is not None and workspace:
        points = [examine_heartbeat(workspace, now, heartbeat)]
    else:
        points = [*examine_environment(), *(examine_workspace(workspace, now) if workspace else ())]
    if as_json:
        print_json([asdict(point) for point in points])
    else:
        _show(points)
    if any(point.state == "fail" for point in points):
        sys.exit(Exit.ERROR)
