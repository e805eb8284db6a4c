"""A county's nights: 600 reports at once, a night without news, a night with twenty reports.

python -m benchmarks county
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.generate import LAST_YEAR, MadeCounty, make_county
from benchmarks.nights import Measured, from_json, load, mark, run_night, stage_table, table
from benchmarks.sections import SCALE_FILE

SECTION = "county"
TITLE = "一个县 · One county: 30 townships × 20 years"
FILE = SCALE_FILE
NEW = 20
DEMANDED = {"first": 300.0, "unchanged": 15.0, "new": 60.0}
NAMES = {
    "first": "600 份，首次全量 · 600 reports, the first full run",
    "unchanged": "没有变化的一夜 · a night without news",
    "new": f"新到 {NEW} 份的一夜 · a night with {NEW} new reports",
}


def measure_county(folder: Path) -> dict[str, Measured]:
    """The three nights. Of the last year `NEW` reports come later."""
    county = MadeCounty(30, range(LAST_YEAR - 20, LAST_YEAR + 1))
    make_county(folder / "county", county)
    inbox, later = folder / "county" / "inbox", folder / "later"
    later.mkdir()
    for path in sorted(inbox.glob(f"*{LAST_YEAR}年*")):
        shutil.move(path, later / path.name)
    nights = {name: from_json(run_night(folder / "county")) for name in ("first", "unchanged")}
    for path in sorted(later.iterdir())[:NEW]:
        shutil.move(path, inbox / path.name)
    return {**nights, "new": from_json(run_night(folder / "county"))}


def measure() -> str:
    """The section."""
    before, folder = load(), Path(tempfile.mkdtemp())
    try:
        nights = measure_county(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rows = [
        (
            NAMES[name],
            f"{one.seconds:.1f}",
            f"≤ {DEMANDED[name]:g} {mark(one.seconds <= DEMANDED[name])}",
            f"{one.cpu_s:.1f}",
            f"{one.peak_mb:,.0f}",
            str(one.counts["outcome"]),
        )
        for name, one in nights.items()
    ]
    heads = ["", "秒 s", "要求 demanded", "CPU s", "峰值 peak MB", "结果 outcome"]
    first = nights["first"]
    told = f"{first.counts['mentions']:,} 个数 numbers, {first.counts['claims']:,} 条 claims, {first.counts['cells']:,} 个单元格 cells"
    said = (
        f"不含 Prefect 自身的启动（约 11 秒）与任务开销 · without Prefect's own start (about 11 s) and its tasks. {told}。"
        f"测前负载 load before: {before}。"
    )
    return "\n".join([table(heads, rows), "", said, "", "首次全量，按阶段 · the first full run by stage:", "", stage_table([first])])
