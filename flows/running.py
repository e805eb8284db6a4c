"""Run a workspace's night from the command line: through Prefect, or as plain calls.

In: a home. Out: `Outcome`; errors as flows.exit_codes has them. Prefect is imported only where the workspace runs with it; its
temporary server starts by itself (about 10 s), listens on loopback and keeps its state in HOME/work/prefect.
"""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from flows.environment import prefect_environment
from flows.exit_codes import LockHeld
from flows.lock import is_held
from flows.night import Outcome, start_night
from flows.river import Progress, Span, flow_down, silent
from flows.settings import load_settings
from flows.workspace import open_workspace


def run_home(home: Path, business_date: date | None, *, ingest_only: bool = False, span: Span | None = None) -> Outcome:
    """One run of the workspace at `home`; with `span`, a backfill. Raises StopFailed, LockHeld, UsageProblem."""
    workspace = open_workspace(home)
    settings = load_settings(workspace.home)
    holder = is_held(workspace.lock)
    if holder:
        raise LockHeld(f"{workspace.lock}: 工作区正被使用 · the workspace is in use: pid {holder.pid} @ {holder.host}, run {holder.run_id}")
    with spinner() as progress:
        if settings.run.runner == "plain":
            return flow_down(start_night(workspace.home, business_date), progress=progress, ingest_only=ingest_only, span=span)
        progress("Prefect")
        prefect_environment(workspace.home)
        from flows.nightly import PROGRESS, backfill, ingest, nightly

        PROGRESS.set(progress)
        day = start_night(workspace.home, business_date).business_date
        if span:
            return backfill(str(workspace.home), span.from_year, span.to_year, span.reason, span.who, day)
        return (ingest if ingest_only else nightly)(str(workspace.home), day)


def spinner() -> AbstractContextManager[Progress]:
    """Tells people on a terminal which stage runs; silent in a log."""
    return _Spinner() if sys.stderr.isatty() else nullcontext(silent)


class _Spinner:
    """A Rich status line on stderr."""

    def __init__(self) -> None:
        from flows.console import stderr

        self._status: Any = stderr().status("开始 · starting")

    def __enter__(self) -> Progress:
        self._status.__enter__()
        return lambda name: self._status.update(name)

    def __exit__(self, *details: object) -> None:
        self._status.__exit__(*details)
