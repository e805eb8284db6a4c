"""The nightly flow: the river as Prefect tasks.

In: a workspace's home, a business date. Out: `Outcome`; artifacts `xianzhi-summary` and `xianzhi-checks`. A stop ends the flow run Failed; a
run that published but has something to say is Completed with a warning in the summary. Import this module after
`flows.environment.prefect_environment`.

Example:
    prefect_environment(home)
    from flows.nightly import nightly
    outcome = nightly(home)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.exit_codes import StopFailed
from flows.night import Night, Outcome, start_night
from flows.river import Progress, flow_down
from flows.stages.status import checks_of, summary_text

RETRIED = ("publish.promote",)
"""Steps that a second try may mend (a shared disk that was busy); the others fail the same way twice."""


def as_task(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """One step as a Prefect task of that name. A stop is raised by the flow, not by a task: a failed check is not a failed task."""
    retries = 1 if name in RETRIED else 0
    return task(function, name=name, task_run_name=name, retries=retries, retry_delay_seconds=5, cache_policy=NO_CACHE)(*arguments)


def _publish_artifacts(night: Night, summary: str) -> None:
    create_markdown_artifact(markdown=summary, key="xianzhi-summary", description=f"{night.settings.name} {night.business_date}")
    create_table_artifact(table=checks_of(night), key="xianzhi-checks", description=f"{night.business_date}")


@flow(name="nightly", flow_run_name="nightly {business_date}", log_prints=False, validate_parameters=False)
def nightly(
    home: str | Path, business_date: date | None = None, *, ingest_only: bool = False, progress: Progress | None = None
) -> Outcome:
    """Everything, from inbox to release. Raises StopFailed, LockHeld, UsageProblem."""
    day = date.fromisoformat(business_date) if isinstance(business_date, str) else business_date
    night = start_night(Path(home), day)
    logger = get_run_logger()
    try:
        outcome = flow_down(night, as_task, progress or (lambda name: logger.info("%s %s", night.run_id, name)), ingest_only=ingest_only)
    except StopFailed as error:
        _publish_artifacts(night, f"# 已停止 · stopped\n\n{error}\n")
        raise
    _publish_artifacts(night, summary_text(night, outcome))
    return outcome
