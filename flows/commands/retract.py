"""`xianzhi retract`: take a report out of the next release.

In: which report, why. Out: a record; the next nightly leaves the report out and lists its cells under changes. Bytes, text and claims stay.
"""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from flows.console import note
from flows.exit_codes import UsageProblem
from flows.lock import hold_lock
from flows.night import start_night


def command(
    report: Annotated[str, typer.Argument(help="报告编号、文件名或哈希的开头 · report's id, file name or beginning of its hash")],
    reason: Annotated[str, typer.Option("--reason", help="为什么 · why")],
    home: Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")],
    who: Annotated[str, typer.Option("--who", help="谁；默认登录名 · who; default: the login name")] = "",
) -> None:
    """撤回一份报告：下次发布不再计入，列入变更 · Take a report out of the next release."""
    from flows.stages.retract import retract_report

    night = start_night(home)
    if not reason.strip():
        raise UsageProblem("--reason 不能为空 · must say why")
    if not night.workspace.workshop.is_file():
        raise UsageProblem(f"{home}: 还没有运行过 · no run yet; xianzhi nightly --home {home}")
    with hold_lock(night.workspace.lock, "retract"):
        done = retract_report(night, report, reason.strip(), who or getpass.getuser())
    note(
        f"{done.report_id}（{done.file_name}）: 下次 nightly 撤回；撤销用 xianzhi review undo {done.decision_id} · "
        "retracted in the next nightly; review undo takes it back"
    )
