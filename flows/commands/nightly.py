"""`xianzhi nightly`: everything, from inbox to release, at once; no server has to be started.

In: a workspace. Out: a release, or word that nothing changed; exit codes of flows.exit_codes.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.running import run_home
from flows.telling import tell


def command(
    home: Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")],
    business_date: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="业务日期，默认今天 · business date, default today")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")] = False,
) -> None:
    """跑完整条河：收件、读取、核对、发布 · Everything, from inbox to release."""
    tell(run_home(home, business_date.date() if business_date else None), as_json=as_json)
