"""The command line: `xianzhi COMMAND`.

In: arguments. Out: results on stdout, notes on stderr, an exit code of flows.exit_codes. Each command lives in flows/commands/<name>.py
as a function `command`, imported only when it is called: `extract` and `query` start without Prefect and Great Expectations.

Example:
    xianzhi init HOME --county 夏邑县 && xianzhi nightly --home HOME && xianzhi query --home HOME "FROM cell LIMIT 5"
"""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from typer.core import TyperCommand, TyperGroup

from flows.environment import quiet_environment
from flows.exit_codes import Exit, XianzhiError

if TYPE_CHECKING:
    from typer._click import Command, Context

OWN = ("flows.", "transforms.", "expectations.")
"""Errors of these rooms speak to people; others are faults of the program and keep their traceback."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its line of help and the group's panel it stands in."""

    help: str
    panel: str


MAKE, READ, KEEP = "运行 · Run", "查看 · Read", "维护 · Keep"
COMMANDS: dict[str, Entry] = {
    "init": Entry("建立工作区 · Make a workspace", MAKE),
    "nightly": Entry("跑完整条河：收件到发布 · Everything, from inbox to release", MAKE),
    "ingest": Entry("只收件和读取，不发布 · Raw and read only, no release", MAKE),
    "backfill": Entry("重读若干年份的报告 · Read the reports of some years again", MAKE),
    "serve": Entry("定时运行：本机服务、执行器、时刻表 · Scheduled runs: server, worker, deployments on this machine", MAKE),
    "sample": Entry("建立并运行示例县 · Make and run the sample county", MAKE),
    "extract": Entry("读取文件并列出数字，不需工作区 · Read files and list their figures; no workspace needed", READ),
    "query": Entry("用 SQL 或命名问题查询 · Ask SQL or a named question", READ),
    "report": Entry("一个乡镇一年的简报，一页 A4 · A township's profile of a year, one A4 page", READ),
    "province": Entry("多县：名册、部署、运行；省库：概况、名次、查询 · Many counties and the province's lake", READ),
    "releases": Entry("版本：列出、比较、清理 · Releases: list, diff, prune", KEEP),
    "quarantine": Entry("隔离区：列出、查看、重试、放弃 · Quarantine: list, show, retry, dismiss", KEEP),
    "retract": Entry("撤回一份报告 · Take a report out of the next release", KEEP),
    "review": Entry("待办：列出、导出、读回、撤销 · The steward's desk: list, export, apply, undo", KEEP),
    "alert": Entry("通知：试发、预览、列出、确认、暂缓 · Alerts: test, preview, list, ack, snooze", KEEP),
    "restore": Entry("恢复到旧版本 · Go back to an older release", KEEP),
    "verify": Entry("重算存档与版本的哈希 · Recompute hashes of archive and releases", KEEP),
    "doctor": Entry("体检 · Check environment, versions, disk, lock, heartbeat", KEEP),
}


class LazyCommands(TyperGroup):
    """A group that imports a command's module when it is called, not when help lists it."""

    def list_commands(self, ctx: Context) -> list[str]:
        """All names, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """For help: a stand-in with the line of help."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        stand_in = TyperCommand(cmd_name, help=entry.help)
        stand_in.rich_help_panel = entry.panel
        return stand_in

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """For the call: the command itself."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, load_command(name) if found is not None and name else found, rest


def load_command(name: str) -> Command:
    """The command, its module imported now: a function `command`, or a group `commands` of several."""
    module = importlib.import_module(f"flows.commands.{name}")
    if hasattr(module, "commands"):
        return typer.main.get_command(module.commands)
    app = typer.Typer(add_completion=False, rich_markup_mode="rich")
    app.command(name=name)(module.command)
    return typer.main.get_command(app)


app = typer.Typer(
    cls=LazyCommands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="县志：把乡镇政府工作报告变成可比较、可追溯的指标仓库 · Township work reports as a warehouse of comparable, traceable metrics.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("xianzhi"))
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help="版本 · Show the version"),
) -> None:
    """县志 · Xianzhi."""


def main() -> None:
    """The console script. Known errors are one line and their exit code; unknown ones keep their traceback and exit 1."""
    quiet_environment()
    try:
        app()
    except XianzhiError as error:
        print(f"{error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except (ValueError, RuntimeError) as error:
        if not type(error).__module__.startswith(OWN):
            raise
        print(f"{error}", file=sys.stderr)
        sys.exit(Exit.ERROR)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.OK)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
