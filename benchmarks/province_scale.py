"""A province's archive, county after county: 10,000 and 100,000 reports, inbox to release, each county's night in a process of its own.

In: how many reports, a folder. Out: one JSON file per county there, so that a run that was stopped goes on where it was; the sections
`province10000`, `province100000` and `plan` of docs/scale.md. Each county is generated, run, measured and removed before the next:
the disk holds one. The counties of the smaller run are the first ones of the larger and are measured once.

    python -m benchmarks.province_scale 10000 build/scale             # go on, county after county, then write the section
    python -m benchmarks.province_scale 100000 build/scale --until 15:50
    python -m benchmarks.province_scale 100000 build/scale --write     # only write what was measured so far
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from benchmarks.generate import MadeCounty, make_county
from benchmarks.nights import FLAT, PEAK_DEMANDED, Measured, add_up, from_json, load, mark, run_night, stage_table
from benchmarks.sections import SCALE_FILE, write_section

TOWNSHIPS, YEARS = 30, 20
PER_COUNTY = TOWNSHIPS * YEARS
UNCHANGED = "unchanged.json"
"""One county's night without news."""
ALL_TOWNSHIPS = 41_352
"""Of the national register, 2023-06-30."""


def counties_of(reports: int) -> int:
    """Counties of 600 reports that make at least so many."""
    return -(-reports // PER_COUNTY)


def results(folder: Path) -> list[Measured]:
    """What was measured so far, by county."""
    return [from_json(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("county*.json"))]


def measure_one(folder: Path, number: int) -> Measured:
    """One county: generated, its night, its figures kept, itself removed."""
    home, kept = folder / f"home{number:04}", folder / f"county{number:04}.json"
    shutil.rmtree(home, ignore_errors=True)
    make_county(home, MadeCounty(TOWNSHIPS, seed=20, number=number))
    told = run_night(home) | {"load": load(), "ended": datetime.now().astimezone().isoformat(timespec="seconds")}
    part = kept.with_suffix(".part")
    part.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(kept)
    if not (folder / UNCHANGED).is_file():
        (folder / UNCHANGED).write_text(json.dumps(run_night(home), ensure_ascii=False, indent=1), encoding="utf-8")
    shutil.rmtree(home)
    return from_json(told)


def run_all(reports: int, folder: Path, until: str) -> None:
    """Every county that was not measured yet, with a line for each; ends at `until` (HH:MM) where it is given."""
    number, done, began = counties_of(reports), 0, time.perf_counter()
    for at in range(number):
        if (folder / f"county{at:04}.json").is_file():
            continue
        if until and datetime.now().strftime("%H:%M") >= until:
            print(f"到时 · stopped at {until}: {at} / {number}", flush=True)
            return
        one = measure_one(folder, at)
        done += 1
        left = (number - at - 1) * (time.perf_counter() - began) / done / 60
        line = f"{at + 1}/{number}: {one.reports} reports, {one.seconds:.0f} s, {one.cpu_ms:.1f} ms CPU/report, {one.peak_mb:.0f} MB"
        print(f"{line}; 约余 about {left:.0f} min left", flush=True)


def tenths(nights: Sequence[Measured]) -> tuple[float, float]:
    """CPU milliseconds per report of the first tenth of the counties and of the last."""
    size = max(1, len(nights) // 10)
    return add_up(nights[:size]).cpu_ms, add_up(nights[-size:]).cpu_ms


OPEN = "未跑完，不作结论 · not finished, no verdict"


def section(reports: int, nights: Sequence[Measured]) -> str:
    """What was measured of so many reports, finished or not."""
    whole, number = add_up(nights), counties_of(reports)
    first, last = tenths(nights)
    costs = [one.cpu_ms for one in nights]
    loads = [float(one.counts["load"]) for one in nights if one.counts["load"]]
    busy = f"{min(loads):.1f}–{max(loads):.1f}" if loads else "?"
    ratio = max(first, last) / min(first, last)
    state = "" if len(nights) >= number else f"**未跑完 · not finished: {whole.reports:,} / {number * PER_COUNTY:,} 份 reports.** "
    finished = len(nights) >= number
    flat, low = (mark(held) if finished else OPEN for held in (ratio <= FLAT, whole.peak_mb <= PEAK_DEMANDED))
    lines = [
        f"{state}{len(nights)} 个县 counties × {PER_COUNTY} 份 reports = {whole.reports:,}，inbox → release，一县一进程 a process each。",
        f"CPU 共 total {whole.cpu_s:,.0f} s，时钟 clock {whole.seconds:,.0f} s；每份 per report {whole.cpu_ms:.1f} ms CPU"
        f"（最少的县 least {min(costs):.1f}，最多 most {max(costs):.1f}；机器的负载 load {busy}）。",
        f"前十分之一的县 first tenth {first:.1f} → 末十分之一 last tenth {last:.1f} ms，相差 ratio {ratio:.2f}，"
        f"要求 demanded ≤ {FLAT:g}：{flat}。",
        f"单个进程峰值 peak of a process {whole.peak_mb:,.0f} MB，要求 demanded ≤ {PEAK_DEMANDED:,.0f}：{low}。",
    ]
    return "\n\n".join(lines) + "\n\n" + stage_table([whole])


def plan(reports: int, nights: Sequence[Measured], quiet: Measured | None) -> str:
    """All townships of the country by the figures measured, the arithmetic shown. `quiet`: a county's night without news."""
    whole = add_up(nights)
    every, counties, price = ALL_TOWNSHIPS * YEARS, ALL_TOWNSHIPS / TOWNSHIPS, f"{whole.cpu_ms:.1f} ms"
    hours, per_county = every * whole.cpu_ms / 3_600_000, whole.cpu_s / len(nights)
    cores = "；".join(f"{number} 核 cores: {hours / number:.1f} h" for number in (2, 16, 64))
    new = ALL_TOWNSHIPS * whole.cpu_ms / 3_600_000
    lines = [
        f"依据 by: {len(nights)} 个县 counties, {whole.reports:,} 份 reports（{reports:,} 份的运行 run），{price} CPU 每份 per report。",
        "",
        f"- 份数 reports: {ALL_TOWNSHIPS:,} 乡镇 townships × {YEARS} 年 years = {every:,}",
        f"- 首次全量 first full run: {every:,} × {price} = {hours:.1f} 核时 core hours；{cores}",
        f"- 县 counties: {ALL_TOWNSHIPS:,} ÷ {TOWNSHIPS} ≈ {counties:,.0f}，每县 each {per_county:.0f} CPU s；互不等待 alone",
        f"- 内存 memory: n 个县同时 counties at one time: n × {whole.peak_mb:,.0f} MB；16 → {16 * whole.peak_mb / 1024:.0f} GB",
        f"- 每年新增 a year's new reports: {ALL_TOWNSHIPS:,} × {price} = {new:.1f} 核时 core hours；有新报告的县另重算核心、指标与发布 · "
        "a county with news computes core, metrics and release anew besides (see “One county”, a night with 20 new reports)",
    ]
    if quiet:
        night = counties * quiet.cpu_s / 3600
        lines.append(f"- 没有变化的一夜 a night without news: {counties:,.0f} × {quiet.cpu_s:.1f} CPU s = {night:.1f} 核时 core hours")
    return "\n".join(lines)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="一省的规模 · the scale of a province")
    parser.add_argument("reports", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--until", default="", metavar="HH:MM")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    if not asked.write:
        run_all(asked.reports, asked.folder, asked.until)
    if nights := results(asked.folder)[: counties_of(asked.reports)]:
        title = f"多个县 · Many counties: {asked.reports:,} reports"
        write_section(SCALE_FILE, f"province{asked.reports}", title, section(asked.reports, nights))
        told = asked.folder / UNCHANGED
        quiet = from_json(json.loads(told.read_text(encoding="utf-8"))) if told.is_file() else None
        title = f"全国 · The whole country: {ALL_TOWNSHIPS:,} townships × {YEARS} years"
        write_section(SCALE_FILE, "plan", title, plan(asked.reports, nights, quiet))


if __name__ == "__main__":
    main()
