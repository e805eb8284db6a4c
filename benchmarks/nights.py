"""Whole nights for the benchmarks of scale: each in a process of its own, told as tables.

In: a workspace's home. Out: `Measured`: seconds of the clock and of the processor, peak memory, and the same per stage. A machine that
does other things besides makes the clock slow and leaves the processor's seconds nearly as they are: both are told.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DAY = "2023-04-10"
"""Business date: all reports of 2022 were due by 31 March."""
PEAK_DEMANDED = 3072.0
FLAT = 1.25


@dataclass(frozen=True, slots=True)
class Stage:
    """What one stage took."""

    seconds: float
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One night."""

    reports: int
    seconds: float
    cpu_s: float
    peak_mb: float
    stages: Mapping[str, Stage] = field(default_factory=dict)
    counts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of the processor per report."""
        return 1000 * self.cpu_s / max(1, self.reports)


def from_json(told: Mapping[str, Any]) -> Measured:
    """What benchmarks.measured_night printed."""
    stages = {name: Stage(one["seconds"], one["cpu_s"], one["peak_mb"]) for name, one in told["stages"].items()}
    counts = {name: told[name] for name in ("outcome", "documents", "quarantined", "reports", "mentions", "claims", "cells")}
    counts["load"] = told.get("load")
    return Measured(told["reports"], told["seconds"], told["cpu_s"], told["peak_mb"], stages, counts)


def run_night(home: Path, day: str = DAY) -> dict[str, Any]:
    """One night in a process of its own. Raises RuntimeError where it fails."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.measured_night", str(home), day],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{home}: {done.stderr[-3000:]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def add_up(nights: Sequence[Measured]) -> Measured:
    """Many counties' nights as one: seconds added, the largest memory of any process."""
    stages = {
        name: Stage(
            sum(one.stages[name].seconds for one in nights if name in one.stages),
            sum(one.stages[name].cpu_s for one in nights if name in one.stages),
            max(one.stages[name].peak_mb for one in nights if name in one.stages),
        )
        for name in dict.fromkeys(name for one in nights for name in one.stages)
    }
    reports = sum(one.reports for one in nights)
    return Measured(
        reports, sum(one.seconds for one in nights), sum(one.cpu_s for one in nights), max(one.peak_mb for one in nights), stages
    )


def mark(held: bool) -> str:
    """Was it kept?"""
    return "达到 met" if held else "未达到 not met"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, figures to the right."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" + "---:|" * (len(heads) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def stage_table(nights: Sequence[Measured]) -> str:
    """Processor and memory of every stage, one pair of columns per night, by reports; the dearest of the last first."""
    heads = ["阶段 stage"]
    for one in nights:
        heads += [f"{one.reports:,}: CPU s", "ms/份 report", "峰值 peak MB"]
    names = sorted(nights[-1].stages, key=lambda name: -nights[-1].stages[name].cpu_s)
    nothing = Stage(0, 0, 0)

    def row(name: str) -> list[str]:
        cells = [name]
        for one in nights:
            stage = one.stages.get(name, nothing)
            cells += [f"{stage.cpu_s:.1f}", f"{1000 * stage.cpu_s / max(1, one.reports):.2f}", f"{stage.peak_mb:,.0f}"]
        return cells

    total = ["**合计 total**"]
    for one in nights:
        total += [f"{one.cpu_s:.1f}", f"{one.cpu_ms:.2f}", f"{one.peak_mb:,.0f}"]
    return table(heads, [*(row(name) for name in names), total])


def load() -> str:
    """How busy the machine is just now."""
    return f"{os.getloadavg()[0]:.1f}"
