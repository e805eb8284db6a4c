"""`xianzhi backfill`: read the reports of some years again, as a record with progress that is resumed where it broke off.

In: a workspace, years, a reason. Out: a run like every night's, its exit code; the record in ops.backfill.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.console import Format, print_rows
from flows.exit_codes import UsageProblem
from flows.lock import hold_lock
from flows.night import start_night
from flows.river import Span
from flows.running import run_home
from flows.stages.backfill import Backfill, cancel_backfill, check_span, list_backfills
from flows.telling import tell

COLUMNS = tuple(Backfill.__dataclass_fields__)


def show(records: list[Backfill], *, as_json: bool) -> None:
    """Records as rows."""
    print_rows(COLUMNS, [list(asdict(one).values()) for one in records], Format.JSON if as_json else Format.TABLE)


def command(
    home: Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")],
    from_year: Annotated[int | None, typer.Option("--from", help="起始年份 · first year")] = None,
    to_year: Annotated[int | None, typer.Option("--to", help="结束年份 · last year")] = None,
    reason: Annotated[str, typer.Option(help="原因，必填 · why, needed")] = "",
    who: Annotated[str, typer.Option(help="经手人 · who")] = "",
    business_date: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="业务日期，默认今天 · business date, default today")
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="列出回填记录 · list the records")] = False,
    cancel: Annotated[str, typer.Option(metavar="ID", help="取消中断的回填 · cancel a backfill that broke off")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")] = False,
) -> None:
    """重读若干年份的报告；中断后用同样的命令接着做 · Read the reports of some years again; the same command resumes one that broke off."""
    if list_all or cancel:
        night = start_night(home)
        with hold_lock(night.workspace.lock, night.run_id):
            show([cancel_backfill(night, cancel)] if cancel else list_backfills(night), as_json=as_json)
        return
    if from_year is None or to_year is None:
        raise UsageProblem("请给出 · give --from, --to, --reason (或 or --list)")
    check_span(from_year, to_year, reason)
    span = Span(from_year, to_year, reason.strip(), who)
    tell(run_home(home, business_date.date() if business_date else None, span=span), as_json=as_json)
