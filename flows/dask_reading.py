"""Documents read on a Dask cluster, through Prefect's task runner (docs/decisions/0014-dask.md).

In: a night inside a flow, named batches of arrivals. Out: the batches in their order, each with what waits for it. A worker reads bytes by
sha256 from the archive and writes rows to HOME/work/staging; names, counts and paths are all that passes the scheduler. A worker that dies
is started again and its batch read once more; one transaction in this process writes each batch, so the order and the result are
those of a night without Dask.

Example:
    with read_on_dask(night, [("read 1", arrivals)]) as pending:
        for name, wait in pending:
            folder = wait()
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.exit_codes import UsageProblem
from flows.night import Night
from flows.settings import load_settings
from flows.stages.raw import Arrival
from flows.stages.read import examine_batch
from flows.stages.staging import clear_staged, staging_folder, write_staged
from flows.workspace import Workspace

HOST = "127.0.0.1"
CHATTER = ("distributed", "prefect.task_runner")
"""Loggers that tell of every connection."""


def examine_apart(home: str, run_id: str, business_date: date, started_at: datetime, arrivals: Sequence[Arrival], folder: str) -> str:
    """On a worker: read a batch and stage it. Settings, seeds and bytes come from the workspace, not with the task. Returns `folder`.

    Dask does again what a killed worker had done, for its answer died with it; a batch that is staged is not read again.
    """
    if Path(folder).is_dir():
        return folder
    workspace = Workspace(Path(home))
    night = Night(workspace, load_settings(workspace.home), run_id, business_date, started_at)
    return str(write_staged(examine_batch(night, arrivals), Path(folder)))


def task_runner(night: Night) -> AbstractContextManager[Any]:
    """Prefect's task runner on the workspace's cluster: the one it names, or one of its own on loopback. Raises UsageProblem."""
    try:
        from prefect_dask import DaskTaskRunner
    except ImportError as error:
        raise UsageProblem(f'runner = "dask": 未安装 · not installed: make province ({error})') from error
    for name in CHATTER:
        logging.getLogger(name).setLevel(logging.WARNING)
    run = night.settings.run
    if run.scheduler:
        return DaskTaskRunner(address=run.scheduler)
    own = {
        "n_workers": run.workers,
        "threads_per_worker": 1,
        "host": HOST,
        "dashboard_address": None,
        "local_directory": str(night.workspace.work / "dask"),
    }
    return DaskTaskRunner(cluster_kwargs=own)


def api_url() -> str:
    """Address of the server that this flow reports to: workers report there, too, instead of starting one each."""
    with get_client(sync_client=True) as client:
        return str(client.api_url)


def waiting_for(future: Any) -> Callable[[], str]:
    """What gives the folder of a batch, and raises what its reading raised. Once told, the cluster may forget the task."""
    kept, told = [future], list[str]()

    def wait() -> str:
        if not told:
            told.append(str(kept[0].result()))
            kept.clear()
        return told[0]

    return wait


@contextmanager
def read_on_dask(night: Night, batches: Sequence[tuple[str, Sequence[Arrival]]]) -> Iterator[list[tuple[str, Callable[[], str]]]]:
    """Hand the batches to the cluster. Raises UsageProblem where Dask is not installed."""
    staging = staging_folder(night.workspace)
    clear_staged(staging)  # of a run that was killed
    facts = (str(night.workspace.home), night.run_id, night.business_date, night.started_at)
    with temporary_settings({PREFECT_API_URL: api_url()}), task_runner(night) as runner:
        pending = []
        for number, (name, arrivals) in enumerate(batches, start=1):
            examine = task(examine_apart, name="examine", task_run_name=f"{name}, dask", cache_policy=NO_CACHE, persist_result=False)
            names = ("home", "run_id", "business_date", "started_at", "arrivals", "folder")
            values = (*facts, tuple(arrivals), str(staging / f"{number:06}"))
            pending.append((name, waiting_for(runner.submit(examine, parameters=dict(zip(names, values, strict=True))))))
        try:
            yield pending
        finally:
            clear_staged(staging)
