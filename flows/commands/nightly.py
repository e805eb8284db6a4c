"""`xianzhi nightly`: everything, from inbox to release, at once; no server has to be started.

In: a workspace. Out: a release, or word that nothing changed; exit codes of flows.exit_codes.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.console import note, print_json
from flows.exit_codes import Exit
from flows.running import run_home
from flows.stages.publish import outcome_facts
from flows.stages.status import WORDS


def command(
    home: Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")],
    business_date: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="业务日期，默认今天 · business date, default today")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")] = False,
) -> None:
    """跑完整条河：收件、读取、核对、发布 · Everything, from inbox to release."""
    outcome = run_home(home, business_date.date() if business_date else None)
    if as_json:
        print_json(outcome_facts(outcome))
    else:
        print(f"{WORDS[outcome.outcome]}")
        print(
            f"报告 reports {outcome.reports} · 数字 numbers {outcome.mentions} · 陈述 claims {outcome.claims} · 单元格 cells {outcome.cells}"
        )
        print(
            f"检查 checks {outcome.checks}，未过 failed {outcome.failed_checks} · 新文档 new documents {outcome.documents}，隔离 quarantined {outcome.quarantined}"
        )
        if outcome.release:
            print(outcome.release)
    if outcome.message:
        note(outcome.message)
    if outcome.exit_code is not Exit.OK:
        sys.exit(outcome.exit_code)
