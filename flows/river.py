"""The river in order: raw → read → core → metrics → publish, a gate after each.

In: a Night, and how to run one step (as a plain call, or as a Prefect task). Out: `Outcome`. This module orders and counts; what is true is
decided in the rooms below.

Example:
    outcome = flow_down(night, run_plain)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from flows.exit_codes import Exit, StopFailed
from flows.lock import hold_lock
from flows.night import Night, Outcome
from flows.stages import alert, core, fetch, gate, lake, metrics, ops, publish, raw, read, status

T = TypeVar("T")
Step = Callable[..., Any]
"""step(name, function, *arguments) → the function's result."""
Progress = Callable[[str], None]
"""Told the name of each stage as it begins."""


NOTHING = "还没有可发布的报告 · there is no report to publish yet"


def silent(name: str) -> None:
    """Nobody is told."""


def run_plain(name: str, function: Callable[..., T], *arguments: Any) -> T:
    """One step as a plain call."""
    return function(*arguments)


@dataclass
class Journal:
    """Times of the stages so far; the one thing that a run collects as it goes."""

    night: Night
    step: Step
    progress: Progress
    times: list[ops.StageTime] = field(default_factory=list)

    def run(self, name: str, function: Callable[..., T], *arguments: Any) -> T:
        """One stage: announced, timed, its failure noted."""
        self.progress(name)
        started, clock = ops.utc_now(), time.perf_counter()
        outcome, rows = "failed", None
        try:
            result: T = self.step(name, function, *arguments)
            outcome, rows = "ok", result if isinstance(result, int) else None
            return result
        finally:
            self.times.append(ops.StageTime(name, started, round(time.perf_counter() - clock, 3), rows, outcome))


def batches(arrivals: Sequence[raw.Arrival], size: int) -> Iterator[Sequence[raw.Arrival]]:
    """Arrivals in portions of `size`."""
    for start in range(0, len(arrivals), size):
        yield arrivals[start : start + size]


def take_in(journal: Journal) -> Outcome:
    """Raw and read: collect, read in batches, settle versions, two gates."""
    night = journal.night
    journal.run("raw.fetch", fetch.fetch_sources, night)
    collected = journal.run("raw", raw.collect, night)
    results = [
        journal.run(f"read {number}", read.read_batch, night, batch)
        for number, batch in enumerate(batches(collected.arrivals, night.settings.run.batch), start=1)
    ]
    journal.run("read.versions", read.settle, night)
    for layer in ("raw", "read"):
        gate.refuse_stop(journal.run(f"check {layer}", gate.check_layer, night, layer))
    documents = sum(one.documents for one in results)
    aside = [line for one in results for line in one.quarantined]
    code = Exit.ALL_QUARANTINED if documents and len(aside) == documents else Exit.OK
    return Outcome(
        night.run_id, "ingested", code, documents=documents, quarantined=len(aside), message="\n".join([*collected.refused, *aside])
    )


def refine(journal: Journal) -> None:
    """Core and metrics, with their gates; rows that a warning holds win no cell."""
    night = journal.night
    journal.run("core.observation", core.observe_claims, night)
    journal.run("core.candidate", core.choose_candidates, night)
    judged = journal.run("check core", gate.check_layer, night, "core")
    gate.refuse_stop(judged)
    if judged.held.height:
        journal.run("core.held", core.choose_candidates, night)
    journal.run("metrics", metrics.build, night)
    gate.refuse_stop(journal.run("check metrics", gate.check_layer, night, "metrics"))


def release(journal: Journal, so_far: Outcome) -> Outcome:
    """publish, where the workshop says something new. A workspace that never had a report publishes nothing."""
    night = journal.night
    if publish.has_nothing(night):
        return replace(so_far, outcome="unchanged", message="\n".join(filter(None, [so_far.message, NOTHING])))
    digest = journal.run("publish.compare", publish.workshop_hash, night)
    if publish.is_unchanged(night, digest):
        same = publish.current_release(night.workspace.releases)
        return with_faults(replace(so_far, outcome="unchanged", release=same), lake.bring_up_to_date(night, same))
    folder: Path = journal.run("publish.build", publish.build_candidate, night, digest)
    failed = publish.faults_of(folder)
    if failed and publish.adds_nothing(night, digest, folder):
        return with_faults(replace(so_far, outcome="unchanged", release=publish.current_release(night.workspace.releases)), failed)
    gate.refuse_stop(journal.run("check publish", gate.check_layer, night, "publish", folder / publish.DATABASE, folder))
    done = journal.run("publish.promote", publish.promote, night, folder)
    faults = (*failed, *publish.copy_out(night, done), *lake.bring_up_to_date(night, done))
    return with_faults(replace(so_far, outcome="published", release=done), faults)


def with_faults(outcome: Outcome, faults: Sequence[str]) -> Outcome:
    """The outcome with alerts that did not arrive, outputs or copies that were not written: exit 4 where all else was well."""
    if not faults:
        return outcome
    code = Exit.PUBLISHED_WITH_FAULTS if outcome.exit_code == Exit.OK else outcome.exit_code
    return replace(outcome, exit_code=code, message="\n".join(filter(None, [outcome.message, *faults])))


@contextmanager
def _recorded(journal: Journal) -> Iterator[list[Outcome]]:
    """Begin the run; at the end, whatever it is, write ops and status."""
    night = journal.night
    ops.begin_run(night)
    box: list[Outcome] = []
    try:
        yield box
    except StopFailed as error:
        box[:] = [Outcome(night.run_id, "stopped", Exit.STOPPED, message=str(error))]
        raise
    except Exception as error:
        box[:] = [Outcome(night.run_id, "failed", Exit.ERROR, message=f"{type(error).__name__}: {error}")]
        raise
    finally:
        if box:
            box[:] = [ops.with_counts(night, box[0])]
            ops.record_stages(night, journal.times)
            ops.end_run(night, box[0])
            news = status.write_status(night, box[0])
            box[:] = [with_faults(box[0], alert.send_news(night, box[0], news))]


def flow_down(night: Night, step: Step = run_plain, progress: Progress = silent, *, ingest_only: bool = False) -> Outcome:
    """One whole run under the workspace's lock. Raises StopFailed where a stop check fails, LockHeld where another run writes."""
    with hold_lock(night.workspace.lock, night.run_id):
        journal = Journal(night, step, progress)
        with _recorded(journal) as box:
            outcome = take_in(journal)
            if not ingest_only:
                refine(journal)
                outcome = release(journal, outcome)
            box[:] = [outcome]
        return box[0]
