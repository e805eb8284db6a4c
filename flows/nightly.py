"""The flows that are deployed: nightly, ingest, backfill (the river as Prefect tasks) and heartbeat.

In: a workspace's home, a business date. A scheduled run's is the day it was scheduled for, in the workspace's time zone, however late it
starts. Out: `Outcome`; artifacts `xianzhi-summary` and `xianzhi-checks`. A stop ends the flow run
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
from zoneinfo import ZoneInfo

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.assets import Asset, AssetProperties, materialize
from prefect.cache_policies import NO_CACHE
from prefect.runtime import deployment, flow_run

from flows.exit_codes import StopFailed, XianzhiError
from flows.lock import hold_lock, is_held
from flows.night import Night, Outcome, start_night
from flows.river import FanOut, Progress, Span, flow_down, silent
from flows.settings import load_settings
from flows.stages.status import checks_of, summary_text
from flows.stages.watch import note_killed, note_late

PROGRESS: ContextVar[Progress] = ContextVar("progress", default=silent)
"""Who is told which stage begins; the command line sets it."""
RETRY_SECONDS = 5


def is_of_the_disk(task: Any, run: Any, state: Any) -> bool:
    """Only a fault of a disk or a share is worth a second try: everything else fails the same way twice."""
    return isinstance(state.result(raise_on_failure=False), OSError)


def assets_for(county: str) -> dict[str, tuple[Asset, tuple[str, ...]]]:
    """What each step makes, by the step's name, with the keys of what it is made from: the lineage that the Prefect page shows."""
    root = f"xianzhi://{county or 'national'}"
    named = {
        "raw": ("raw", "原件 · raw: bytes as received", ()),
        "read.versions": ("read", "读取 · read: what the reports say", ("raw",)),
        "core.candidate": ("core", "采信 · core: what we believe", ("read",)),
        "metrics": ("metrics", "指标 · metrics: what can be compared", ("core",)),
        "publish.promote": ("release", "发布版本 · release: what people open", ("metrics",)),
    }
    return {
        step: (Asset(key=f"{root}/{layer}", properties=AssetProperties(name=name)), tuple(f"{root}/{one}" for one in made_from))
        for step, (layer, name, made_from) in named.items()
    }


def task_runner(county: str) -> Callable[..., Any]:
    """Runs one step as a Prefect task of that name; steps that make a layer materialise its asset.

    A stop is raised by the flow, not by a task: a failed check is not a failed task.
    """
    assets = assets_for(county)

    def as_task(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        options: dict[str, Any] = {
            "name": name,
            "task_run_name": name,
            "retries": 1,
            "retry_delay_seconds": RETRY_SECONDS,
            "retry_condition_fn": is_of_the_disk,
            "cache_policy": NO_CACHE,
        }
        if name in assets:
            asset, made_from = assets[name]
            return materialize(asset, asset_deps=list(made_from), **options)(function)(*arguments)
        return task(function, **options)(*arguments)

    return as_task


def scheduled_day(home: Path) -> date | None:
    """The day that a scheduled run was meant for; None for a run that nobody scheduled."""
    moment = flow_run.get_scheduled_start_time()
    return moment.astimezone(ZoneInfo(load_settings(home).timezone)).date() if moment and deployment.id else None


def run_name() -> str:
    """`nightly 2023-04-10`: what the Prefect page shows."""
    parameters = flow_run.get_parameters()
    day = parameters.get("business_date") or scheduled_day(Path(parameters["home"]))
    return f"{flow_run.get_flow_name()} {day or ''}".strip()


def _publish_artifacts(night: Night, summary: str) -> None:
    label = f"{night.settings.name} {night.business_date}"
    create_markdown_artifact(markdown=summary, key="xianzhi-summary", description=label)
    create_table_artifact(table=checks_of(night), key="xianzhi-checks", description=label)


def fan_out_of(night: Night) -> FanOut | None:
    """Where documents are read: here, or on Dask's workers."""
    if night.settings.run.runner != "dask":
        return None
    from flows.dask_reading import read_on_dask

    return read_on_dask


def run_night(home: str, business_date: date | None, *, ingest_only: bool = False, span: Span | None = None) -> Outcome:
    """One run inside a flow. Raises StopFailed, LockHeld, UsageProblem."""
    folder = Path(home)
    night = start_night(folder, business_date or scheduled_day(folder))
    step = task_runner(night.settings.county)
    try:
        outcome = flow_down(night, step, PROGRESS.get(), ingest_only=ingest_only, span=span, fan_out=fan_out_of(night))
    except StopFailed as error:
        _publish_artifacts(night, f"# 已停止 · stopped\n\n{error}\n")
        raise
    _publish_artifacts(night, summary_text(night, outcome))
    return outcome


@flow(name="nightly", flow_run_name=run_name)
def nightly(home: str, business_date: date | None = None) -> Outcome:
    """Everything, from inbox to release."""
    return run_night(home, business_date)


@flow(name="ingest", flow_run_name=run_name)
def ingest(home: str, business_date: date | None = None) -> Outcome:
    """Raw and read only; nothing is published."""
    return run_night(home, business_date, ingest_only=True)


@flow(name="backfill", flow_run_name="backfill {from_year}-{to_year}")
def backfill(home: str, from_year: int, to_year: int, reason: str, who: str = "", business_date: date | None = None) -> Outcome:
    """The reports of these years read again, then everything else as every night. Started again, it goes on where it broke off."""
    return run_night(home, business_date, span=Span(from_year, to_year, reason, who))


@flow(name="heartbeat", flow_run_name="heartbeat")
def heartbeat(home: str, hours: float = 36) -> str:
    """Tell of killed runs and of a good run that is overdue. Fails where one is overdue, so that this page is red too."""
    night = start_night(Path(home))
    if is_held(night.workspace.lock):
        return "有运行在进行 · a run is going on"
    with hold_lock(night.workspace.lock, night.run_id):
        note_killed(night)
        late = note_late(night, hours)
    if late:
        raise XianzhiError(late)
    return "正常 · fine"
