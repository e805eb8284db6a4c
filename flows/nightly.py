"""The nightly flow: the river as Prefect tasks.

In: a workspace's home, a business date. Out: `Outcome`; artifacts `xianzhi-summary` and `xianzhi-checks`. A stop ends the flow run
Failed; a run that published but has something to say is Completed, with the warning in its summary. Import this module after
`flows.environment.prefect_environment`.

Example:
    prefect_environment(home)
    from flows.nightly import nightly
    outcome = nightly(str(home))
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from flows.exit_codes import StopFailed
from flows.night import Night, Outcome, start_night
from flows.river import Progress, flow_down, silent
from flows.stages.status import checks_of, summary_text

PROGRESS: ContextVar[Progress] = ContextVar("progress", default=silent)
"""Who is told which stage begins; the command line sets it."""
RETRY_SECONDS = 5


def is_of_the_disk(task: Any, run: Any, state: Any) -> bool:
    """Only a fault of a disk or a share is worth a second try: everything else fails the same way twice."""
    return isinstance(state.result(raise_on_failure=False), OSError)


def as_task(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """One step as a Prefect task of that name. A stop is raised by the flow, not by a task: a failed check is not a failed task."""
    own = task(
        function,
        name=name,
        task_run_name=name,
        retries=1,
        retry_delay_seconds=RETRY_SECONDS,
        retry_condition_fn=is_of_the_disk,
        cache_policy=NO_CACHE,
    )
    return own(*arguments)


def run_name() -> str:
    """`nightly 2023-04-10`: what the Prefect page shows."""
    return f"{flow_run.get_flow_name()} {flow_run.get_parameters().get('business_date') or ''}".strip()


def _publish_artifacts(night: Night, summary: str) -> None:
    label = f"{night.settings.name} {night.business_date}"
    create_markdown_artifact(markdown=summary, key="xianzhi-summary", description=label)
    create_table_artifact(table=checks_of(night), key="xianzhi-checks", description=label)


def run_night(home: str, business_date: date | None, *, ingest_only: bool) -> Outcome:
    """One run inside a flow. Raises StopFailed, LockHeld, UsageProblem."""
    night = start_night(Path(home), business_date)
    try:
        outcome = flow_down(night, as_task, PROGRESS.get(), ingest_only=ingest_only)
    except StopFailed as error:
        _publish_artifacts(night, f"# 已停止 · stopped\n\n{error}\n")
        raise
    _publish_artifacts(night, summary_text(night, outcome))
    return outcome


@flow(name="nightly", flow_run_name=run_name)
def nightly(home: str, business_date: date | None = None) -> Outcome:
    """Everything, from inbox to release."""
    return run_night(home, business_date, ingest_only=False)


@flow(name="ingest", flow_run_name=run_name)
def ingest(home: str, business_date: date | None = None) -> Outcome:
    """Raw and read only; nothing is published."""
    return run_night(home, business_date, ingest_only=True)
