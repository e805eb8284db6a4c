"""The river in order: raw → read → core → metrics → publish, a gate after each.

In: a Night, and how to run one step (as a plain call, or as a Prefect task). Out: `Outcome`. This module orders and counts; what is true is
decided in the rooms below.

Example:
    outcome = flow_down(night, run_plain)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from flows.exit_codes import Exit, StopFailed, XianzhiError
from flows.lock import hold_lock
from flows.log import log_event
from flows.night import Night, Outcome
from flows.stages import alert, backfill, core, fetch, gate, lake, metrics, ops, publish, raw, read, retention, status, watch

T = TypeVar("T")
Step = Callable[..., Any]
"""step(name, function, *arguments) → the function's result."""
Pending = tuple[str, Callable[[], str]]
"""A stage's name, and what waits for its batch and gives the folder where it was staged."""
FanOut = Callable[[Night, Sequence[tuple[str, Sequence[raw.Arrival]]]], AbstractContextManager[Iterable[Pending]]]
"""Has named batches read elsewhere: gives them in their order, while it goes on."""
Progress = Callable[[str], None]
"""Told the name of each stage as it begins."""


NOTHING = "还没有可发布的报告 · there is no report to publish yet"


def silent(name: str) -> None:
    """Nobody is told."""


def run_plain(name: str, function: Callable[..., T], *arguments: Any) -> T:
    """One step as a plain call."""
    return function(*arguments)


@dataclass(frozen=True, slots=True)
class Span:
    """Years to read again, why, and on whose word."""

    from_year: int
    to_year: int
    reason: str
    who: str = ""


@dataclass
class Journal:
    """Times of the stages so far; the one thing that a run collects as it goes."""

    night: Night
    step: Step
    progress: Progress
    fan_out: FanOut | None = None
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
            seconds = round(time.perf_counter() - clock, 3)
            self.times.append(ops.StageTime(name, started, seconds, rows, outcome, round(ops.peak_mb(), 1)))
            log_event(self.night, "stage", stage=name, seconds=seconds, rows=rows, outcome=outcome)


def batches(arrivals: Sequence[raw.Arrival], size: int) -> Iterator[Sequence[raw.Arrival]]:
    """Arrivals in portions of `size`."""
    for start in range(0, len(arrivals), size):
        yield arrivals[start : start + size]


def read_all(journal: Journal, arrivals: Sequence[raw.Arrival], prefix: str = "read") -> list[read.BatchResult]:
    """Read documents in batches, in their order; with a `fan_out`, several at a time in other processes."""
    night = journal.night
    numbered = enumerate(batches(arrivals, night.settings.run.batch), start=1)
    named = [(f"{prefix} {number}", batch) for number, batch in numbered]
    if journal.fan_out is None or len(named) < 2:
        return [journal.run(name, read.read_batch, night, batch) for name, batch in named]
    with journal.fan_out(night, named) as pending:
        return [journal.run(name, read.store_apart, night, wait) for name, wait in pending]


def take_in(journal: Journal, former: Sequence[read.BatchResult] = ()) -> Outcome:
    """Raw and read: collect, read in batches, settle versions, two gates. `former`: batches that this run has read already."""
    night = journal.night
    journal.run("raw.fetch", fetch.fetch_sources, night)
    collected = journal.run("raw", raw.collect, night)
    results = [*former, *read_all(journal, collected.arrivals)]
    journal.run("read.versions", read.settle, night)
    for layer in ("raw", "read"):
        gate.refuse_stop(journal.run(f"check {layer}", gate.check_layer, night, layer))
    documents = sum(one.documents for one in results)
    aside = [line for one in results for line in one.quarantined]
    code = Exit.ALL_QUARANTINED if documents and len(aside) == documents else Exit.OK
    return Outcome(
        night.run_id, "ingested", code, documents=documents, quarantined=len(aside), message="\n".join([*collected.refused, *aside])
    )


def read_years(journal: Journal, span: Span) -> tuple[backfill.Backfill, list[read.BatchResult]]:
    """Read the reports of a span again, year by year, each noted when it is read. Returns the record and the batches."""
    night = journal.night
    record = journal.run("backfill", backfill.begin_backfill, night, span.from_year, span.to_year, span.reason, span.who)
    results: list[read.BatchResult] = []
    for year in record.remaining:
        results += read_all(journal, backfill.arrivals_of(night, year), f"read {year},")
        record = backfill.note_year(night, record, year)
    return record, results


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
        return with_faults(replace(so_far, outcome="unchanged", release=same), hand_on(night, same))
    folder: Path = journal.run("publish.build", publish.build_candidate, night, digest)
    failed = publish.faults_of(folder)
    if failed and publish.adds_nothing(night, digest, folder):
        same = publish.current_release(night.workspace.releases)
        return with_faults(replace(so_far, outcome="unchanged", release=same), (*failed, *hand_on(night, same)))
    gate.refuse_stop(journal.run("check publish", gate.check_layer, night, "publish", folder / publish.DATABASE, folder))
    done = journal.run("publish.promote", publish.promote, night, folder)
    return with_faults(replace(so_far, outcome="published", release=done), (*failed, *hand_on(night, done)))


def hand_on(night: Night, release: Path | None) -> tuple[str, ...]:
    """The release to shared folders and the province's lake, where they lack it: a former run may have been killed, or they were away."""
    return (*publish.copy_out(night, release), *lake.bring_up_to_date(night, release))


def with_faults(outcome: Outcome, faults: Sequence[str]) -> Outcome:
    """The outcome with alerts that did not arrive, outputs or copies that were not written: exit 4 where all else was well."""
    if not faults:
        return outcome
    code = Exit.PUBLISHED_WITH_FAULTS if outcome.exit_code == Exit.OK else outcome.exit_code
    return replace(outcome, exit_code=code, message="\n".join(filter(None, [outcome.message, *faults])))


def refuse_clock(night: Night) -> None:
    """Raises XianzhiError where the clock is behind the newest release: names and retention go by time."""
    newest = max((path.name for path in night.workspace.releases.glob("2*Z-*")), default="")
    if newest[:16] > night.run_id[:16]:
        raise XianzhiError(
            f"时钟早于最新版本 {newest}，什么也没做：请校时后再运行 · the clock is behind the newest release: set it, run again"
        )


@contextmanager
def _recorded(journal: Journal) -> Iterator[list[Outcome]]:
    """Begin the run; at the end, whatever it is, write ops and status."""
    night = journal.night
    refuse_clock(night)
    watch.note_killed(night)
    log_event(night, "begin")
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
            log_event(night, "end", outcome=box[0].outcome, exit_code=int(box[0].exit_code), message=box[0].message)


def flow_down(
    night: Night,
    step: Step = run_plain,
    progress: Progress = silent,
    *,
    ingest_only: bool = False,
    span: Span | None = None,
    fan_out: FanOut | None = None,
) -> Outcome:
    """One whole run under the workspace's lock; with `span`, its years are read again first; with `fan_out`, reading goes elsewhere.

    Raises StopFailed where a stop check fails, LockHeld where another run writes, UsageProblem for a span that is none.
    """
    with hold_lock(night.workspace.lock, night.run_id):
        journal = Journal(night, step, progress, fan_out)
        with _recorded(journal) as box:
            record, former = read_years(journal, span) if span else (None, [])
            outcome = take_in(journal, former)
            if not ingest_only:
                refine(journal)
                outcome = release(journal, outcome)
                journal.run("retention", retention.keep_policy, night)
            if record:
                backfill.end_backfill(night, record, "done")
            box[:] = [outcome]
        return box[0]
