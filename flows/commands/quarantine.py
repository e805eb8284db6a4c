"""`xianzhi quarantine`: what was set aside, why, and what to do with it.

In: raw.quarantine of the workshop, bytes of the archive. Out: rows; a retry or a dismissal is recorded and takes effect in the next night.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.console import Format, note, print_json, print_rows
from flows.exit_codes import UsageProblem
from flows.lock import hold_lock
from flows.stages.raw import archive_path
from flows.workspace import Workspace, open_workspace
from transforms.warehouse.connection import open_release, open_workshop

commands = typer.Typer(
    add_completion=False, no_args_is_help=True, help="隔离区：列出、查看、重试、放弃 · Quarantine: list, show, retry, dismiss"
)
Home = Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")]
Which = Annotated[str, typer.Argument(help="哈希的开头，或文件名 · beginning of the hash, or the file's name")]
COLUMNS = ("sha256", "file_name", "stage", "reason", "hint", "candidates", "first_seen", "resolved_at", "resolution")


def read_rows(workspace: Workspace, *, every: bool = False) -> list[tuple[Any, ...]]:
    """Quarantined documents: open ones, or all."""
    if not workspace.workshop.is_file():
        return []
    with open_release(workspace.workshop) as con:
        where = "" if every else "WHERE resolved_at IS NULL"
        return con.execute(f"SELECT {', '.join(COLUMNS)} FROM raw.quarantine {where} ORDER BY first_seen, sha256").fetchall()


def pick(workspace: Workspace, which: str, *, every: bool = False) -> dict[str, Any]:
    """The one document that `which` means. Raises UsageProblem."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in read_rows(workspace, every=every)]
    found = [row for row in rows if row["sha256"].startswith(which) or row["file_name"] == which]
    if len({row["sha256"] for row in found}) != 1:
        raise UsageProblem(
            f"{which}: {'隔离区中没有 · not in quarantine' if not found else '不止一个，请用哈希 · more than one, give the hash'}"
        )
    return found[-1]


@commands.command("list")
def list_command(
    home: Home,
    every: Annotated[bool, typer.Option("--all", help="包括已解决的 · resolved ones too")] = False,
    as_json: AsJson = False,
) -> None:
    """列出 · List."""
    rows = [(row[0][:12], *row[1:]) if not as_json else row for row in read_rows(open_workspace(home), every=every)]
    print_rows(COLUMNS, rows, Format.JSON if as_json else Format.TABLE)


@commands.command("show")
def show_command(which: Which, home: Home, as_json: AsJson = False) -> None:
    """查看一份：原因、候选、怎么办、原文开头 · Show one: reason, candidates, what to do, beginning of the text."""
    workspace = open_workspace(home)
    row = pick(workspace, which, every=True)
    path = archive_path(workspace.archive, row["sha256"])
    if as_json:
        print_json({**row, "archive": path})
        return
    for name in COLUMNS:
        print(f"{name:<12}{row[name] if row[name] is not None else ''}")
    print(f"{'archive':<12}{path}")


def _settle(home: Path, which: str, sql: str, values: list[Any]) -> dict[str, Any]:
    workspace = open_workspace(home)
    row = pick(workspace, which)
    with hold_lock(workspace.lock, "quarantine"), open_workshop(workspace.workshop) as con:
        con.execute(f"UPDATE raw.quarantine SET {sql} WHERE sha256 = ? AND resolved_at IS NULL", [*values, row["sha256"]])
    return row


@commands.command("retry")
def retry_command(which: Which, home: Home) -> None:
    """下次运行时重试 · Try again in the next run."""
    row = _settle(home, which, "knowledge = NULL", [])
    note(f"{row['file_name']}: 下次 nightly 重试 · tried again in the next nightly")


@commands.command("dismiss")
def dismiss_command(which: Which, home: Home) -> None:
    """放弃：字节仍在存档，不再提示 · Dismiss: bytes stay archived, nobody is asked again."""
    row = _settle(home, which, "resolved_at = ?, resolution = 'dismissed'", [datetime.now(UTC).replace(tzinfo=None)])
    note(f"{row['file_name']}: 已放弃 · dismissed")
