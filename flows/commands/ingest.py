"""`xianzhi ingest`: raw and read only; nothing is published.

In: a workspace. Out: what was read and what was set aside.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.console import note, print_json
from flows.exit_codes import Exit
from flows.running import run_home
from flows.stages.publish import outcome_facts


def command(
    home: Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")] = False,
) -> None:
    """只收件和读取，不发布 · Raw and read only, no release."""
    outcome = run_home(home, None, ingest_only=True)
    if as_json:
        print_json(outcome_facts(outcome))
    else:
        print(
            f"新文档 new documents {outcome.documents}，隔离 quarantined {outcome.quarantined} · 报告 reports {outcome.reports} · 陈述 claims {outcome.claims}"
        )
    if outcome.message:
        note(outcome.message)
    if outcome.exit_code is not Exit.OK:
        sys.exit(outcome.exit_code)
