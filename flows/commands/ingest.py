"""`xianzhi ingest`: raw and read only; nothing is published.

In: a workspace. Out: what was read and what was set aside.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.running import run_home
from flows.telling import tell


def command(
    home: Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")] = False,
) -> None:
    """只收件和读取，不发布 · Raw and read only, no release."""
    tell(run_home(home, None, ingest_only=True), as_json=as_json)
