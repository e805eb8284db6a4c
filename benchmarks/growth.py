"""How one workspace grows: 1,000 and 10,000 reports in it, inbox to release.

python -m benchmarks growth
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.generate import LAST_YEAR, MadeCounty, make_county
from benchmarks.nights import FLAT, PEAK_DEMANDED, Measured, from_json, load, mark, run_night, stage_table
from benchmarks.sections import SCALE_FILE

SECTION = "growth"
TITLE = "一个工作区变大 · One workspace grows: 1,000 and 10,000 reports"
FILE = SCALE_FILE
TOWNSHIPS = (50, 500)
YEARS = range(LAST_YEAR - 19, LAST_YEAR + 1)


def measure_size(townships: int) -> Measured:
    """The first night of a county of so many townships."""
    folder = Path(tempfile.mkdtemp())
    try:
        make_county(folder, MadeCounty(townships, YEARS))
        return from_json(run_night(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def flatness(nights: list[Measured], before: str) -> str:
    """The verdict in words."""
    costs = [one.cpu_ms for one in nights]
    ratio, peak = max(costs) / min(costs), max(one.peak_mb for one in nights)
    flat = (
        f"每份 per report {costs[0]:.1f} → {costs[-1]:.1f} ms CPU，相差 ratio {ratio:.2f}，要求 demanded ≤ {FLAT:g}：{mark(ratio <= FLAT)}"
    )
    memory = f"峰值 peak {peak:,.0f} MB，要求 demanded ≤ {PEAK_DEMANDED:,.0f}：{mark(peak <= PEAK_DEMANDED)}"
    few, many = nights[0], nights[-1]
    price = (many.cpu_s - few.cpu_s) / (many.reports - few.reports)
    line = f"CPU ≈ {few.cpu_s - price * few.reports:.1f} s（一夜的固定部分 fixed part of a night）+ {1000 * price:.1f} ms × 份 reports"
    clocks = " · ".join(f"{one.reports:,}: {one.seconds:.0f} s" for one in nights)
    return f"{flat}；{memory}。{line}。时钟 clock: {clocks}，测前负载 load before: {before}。"


def measure() -> str:
    """The section."""
    before = load()
    nights = [measure_size(townships) for townships in TOWNSHIPS]
    return "\n".join([flatness(nights, before), "", stage_table(nights)])
