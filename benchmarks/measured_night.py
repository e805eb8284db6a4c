"""One night in a process of its own, every stage measured: seconds of the clock and of the processor, largest memory.

In: a workspace's home, a business date. Out: on stdout one JSON object: seconds, CPU seconds and peak memory of each stage and of the whole
night, and what came of it. Prefect is left out (its start and its tasks are measured elsewhere): the same steps as plain calls.

    python -m benchmarks.measured_night HOME 2023-04-10
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flows.environment import quiet_environment

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
OTHER = "ops, status"
"""What a night does beside its stages: begins, counts, writes the quality page."""


def cpu_seconds() -> float:
    """Of this process and of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def forget_peak() -> None:
    """Linux counts the largest memory anew from here."""
    CLEAR.write_text("5")


def peak_mb() -> float:
    """Largest memory of this process since `forget_peak`, MB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text())
    return int(found[1]) / 1024 if found else 0.0


@dataclass
class Meter:
    """Runs steps as plain calls and adds up what each stage took; batches of one kind are one stage."""

    stages: dict[str, dict[str, float]] = field(default_factory=dict)

    def step(self, name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """One step."""
        clock, cpu = time.perf_counter(), cpu_seconds()
        forget_peak()
        try:
            return function(*arguments)
        finally:
            stage = self.stages.setdefault(re.sub(r" \d+$", "", name), {"seconds": 0.0, "cpu_s": 0.0, "peak_mb": 0.0, "steps": 0})
            stage["seconds"] += time.perf_counter() - clock
            stage["cpu_s"] += cpu_seconds() - cpu
            stage["peak_mb"] = max(stage["peak_mb"], peak_mb())
            stage["steps"] += 1


def measure_night(home: Path, day: date) -> dict[str, Any]:
    """One night of the workspace."""
    clock, cpu = time.perf_counter(), cpu_seconds()
    quiet_environment()
    from flows.night import start_night
    from flows.river import flow_down

    meter = Meter()
    outcome = flow_down(start_night(home, day), meter.step)
    whole = {"seconds": time.perf_counter() - clock, "cpu_s": cpu_seconds() - cpu}
    stages = meter.stages
    rest = {name: max(0.0, whole[name] - sum(one[name] for one in stages.values())) for name in whole}
    stages[OTHER] = {**rest, "peak_mb": peak_mb(), "steps": 1}
    counts = {name: getattr(outcome, name) for name in ("outcome", "documents", "quarantined", "reports", "mentions", "claims", "cells")}
    return {**counts, **whole, "peak_mb": max(one["peak_mb"] for one in stages.values()), "stages": stages, "message": outcome.message}


if __name__ == "__main__":
    print(json.dumps(measure_night(Path(sys.argv[1]), date.fromisoformat(sys.argv[2])), ensure_ascii=False, indent=1))
