"""How fast the metrics layer is on many observations, beside a bare GROUP BY over the same rows.

    python -m benchmarks metrics
    python -m benchmarks.metrics_scale [OBSERVATIONS]     # prints JSON

Each generated report has 50 observations, mixed as in real reports: 16 levels and 2 crops that may fill cells, 4 recollections of the year
before, 6 growth rates, 5 targets, 17 figures of projects, villages, parts. 30 townships a county, 20 years; ids of nine
digits, a county's beside each other, as in the register.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from flows.questions import fill_in, load_questions
from transforms.core.workshop import choose_in
from transforms.metrics.frames import TOWNSHIP_SCHEMA, Seeds, load_seeds
from transforms.metrics.workshop import Places, put_in_place, related_townships, stage
from transforms.seeds.indicators import load_indicators
from transforms.warehouse.connection import open_release, open_workshop
from transforms.warehouse.content import copy_released
from transforms.warehouse.store import transaction

SECTION = "metrics"
TITLE = "指标 · Metrics"
OBSERVATIONS_MEASURED = 10_000_000
WORKSHOP = "scale.duckdb"
DEMANDED = {"rebuild_metrics_s": 90.0, "peak_mb": 6144.0, "one_report_metrics_s": 2.0}
DEMANDED_MS = 50.0
ASKED = 60
"""Each question so often, about cells picked at random."""
PER_REPORT, YEARS, PER_COUNTY = 50, range(2003, 2023), 30
SHARE = (("level", 16), ("crop", 2), ("before", 4), ("yoy", 6), ("target", 5), ("other", 17))
CROPS = ("葡萄", "西瓜", "蔬菜", "茶")

REPORTS = """
INSERT INTO read.report BY NAME
SELECT concat(lpad(t::VARCHAR, 9, '0'), ':', y, ':annual:aaaaaaaa') AS report_id, concat('sha', t, '_', y) AS sha256,
       lpad(t::VARCHAR, 9, '0') AS township_id,
       lpad(t::VARCHAR, 9, '0') AS township_code, concat('镇', t) AS township, concat('县', t // 30) AS county, y::INTEGER AS year,
       'reviewed' AS year_kind, 'review_heading' AS year_rule, make_date(y + 1, 1, 10) AS report_date, 'annual' AS kind,
       'r.txt' AS file_name, 'text/plain' AS media_type, 'bench' AS run_id
FROM range($first, $last) a(t), range(2003, 2023) b(y)
"""
OBSERVATIONS = """
INSERT INTO core.observation BY NAME
SELECT concat('c', t, '_', y, '_', n) AS claim_id, concat(lpad(t::VARCHAR, 9, '0'), ':', y, ':annual:aaaaaaaa') AS report_id,
       s.code AS indicator,
       CASE WHEN s.bare = 'unknown' THEN '甲' END AS variant, CASE WHEN s.what = 'crop' THEN s.item END AS item,
       if(s.what = 'crop', 'entity', 'none') AS item_kind, if(s.what = 'other', 'enterprise_or_project', 'township') AS scope,
       lpad(t::VARCHAR, 9, '0') AS township_id, (y + if(s.what = 'before', -1, if(s.what = 'target', 1, 0)))::INTEGER AS year, v AS value,
       if(s.what = 'yoy', '%', s.unit) AS unit, bound, if(s.what = 'yoy', 'yoy', 'level') AS measure,
       if(s.what = 'target', 'target', 'actual') AS status, make_date(year, 1, 1) AS period_start, make_date(year, 12, 31) AS period_end,
       'default' AS period_cue, make_date(year, 12, 31) AS as_of, v AS value_stated, s.unit AS unit_stated, 0.5 AS rounding, v AS low,
       CASE WHEN bound = '=' THEN v END AS high, s.reading, if(s.reading = 'stock', 'stock', 'whole') AS period_class,
       CASE s.what WHEN 'yoy' THEN 'measure:yoy' WHEN 'target' THEN 'status:target'
                   WHEN 'other' THEN 'scope:enterprise_or_project' END AS excluded,
       if(bound = '=', '', 'bound:>=') AS reasons, true AS item_listed, (n * 20)::INTEGER AS text_start, 'bench' AS run_id
FROM (SELECT t, y, s.n AS n, s, hash(t, y, s.n) % 1000003 AS h,
             if(h % 10 = 0 AND s.what = 'level', '>=', '=') AS bound,
             if(s.what = 'yoy', h % 200 / 10.0, 1000 + hash(t, s.code) % 100000 + (y - 2003) * 50 + h % 40)::DECIMAL(38, 9) AS v
      FROM range($first, $last) a(t), range(2003, 2023) b(y), slot s)
"""
CLAIMS = """
INSERT INTO read.claim BY NAME
SELECT claim_id, report_id, text_start AS start, text_start + 5 AS "end", '500万元' AS "quote",
       concat('全年完成某项指标', value::BIGINT, '，比上年有所增长。') AS sentence, 0 AS sentence_start, value, unit, bound,
       measure, status, period_start, period_end, period_cue, indicator, item_kind, scope, '某项指标' AS subject, 1.0 AS margin,
       '' AS rules, 'bench' AS run_id
FROM core.observation WHERE text_start >= 0 AND township_id IN (SELECT lpad(t::VARCHAR, 9, '0') FROM range($first, $last) a(t))
"""


def slots() -> pl.DataFrame:
    """The 50 kinds of observation that every report has."""
    rows = [one for one in load_indicators().values() if one.cell_rule == "township_total" and one.kind != "ratio"]
    made = []
    for what, count in SHARE:
        for k in range(count):
            one = load_indicators()["crop_area"] if what == "crop" else rows[k % len(rows)]
            made.append((what, one.code, one.unit, one.reading(None), one.bare_variant, CROPS[k % len(CROPS)]))
    schema = ["what", "code", "unit", "reading", "bare", "item"]
    return pl.DataFrame(made, schema=schema, orient="row").with_row_index("n")


def fill(con: duckdb.DuckDBPyConnection, townships: int) -> None:
    """Write reports, observations and claims of so many townships, some counties at a time."""
    con.register("slot_frame", slots().to_arrow())
    con.execute("CREATE TEMP TABLE slot AS FROM slot_frame")
    for first in range(0, townships, 100 * PER_COUNTY):
        window = {"first": first, "last": min(first + 100 * PER_COUNTY, townships)}
        for sql in (REPORTS, OBSERVATIONS, CLAIMS):
            con.execute(sql, window)
    con.execute("CHECKPOINT")


def township_rows(townships: int) -> pl.DataFrame:
    """One undated row per township."""
    rows = [
        (f"{t:09}", f"{t:09}", f"镇{t}", f"{t // PER_COUNTY:06}", f"县{t // PER_COUNTY}", None, None, None, None) for t in range(townships)
    ]
    return pl.DataFrame(rows, schema=TOWNSHIP_SCHEMA, orient="row")


def timed(work: Callable[[], object]) -> float:
    """Seconds of the clock that `work` took."""
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 2)


def choose_all(con: duckdb.DuckDBPyConnection, townships: list[str] | None) -> None:
    """core.candidate anew."""
    if townships is None:
        con.execute("CREATE OR REPLACE TEMP TABLE chosen_township AS SELECT DISTINCT township_id FROM read.report")
    else:
        con.execute("CREATE OR REPLACE TEMP TABLE chosen_township AS SELECT unnest($i::VARCHAR[]) AS township_id", {"i": townships})
    choose_in(con, "bench")


def ask_release(folder: Path) -> dict[str, float]:
    """95th percentile in ms, of the clock and of the processor, of the cookbook's point and series questions on the published file."""
    with open_release(folder / "metrics.duckdb") as con:
        con.execute("SET threads = 2")
        cells = con.execute(
            "SELECT cell_id, township, indicator, year FROM (FROM cell WHERE value IS NOT NULL) "
            f"USING SAMPLE reservoir({ASKED} ROWS) REPEATABLE (7)"
        ).fetchall()
        asked = {
            "series": lambda cell: [f"township={cell[1]}", f"indicator={cell[2]}"],
            "township": lambda cell: [f"township={cell[1]}", f"year={cell[3]}"],
            "evidence": lambda cell: [f"cell={cell[0]}"],
        }
        taken = {}
        for name, arguments in asked.items():
            questions = [fill_in(load_questions()[name], arguments(cell)) for cell in cells]
            both = [timed_exactly(lambda q=one: con.execute(q[0], q[1]).fetchall()) for one in questions]
            for label, times in zip(("p95", "cpu_p95"), map(sorted, zip(*both, strict=True)), strict=True):
                taken[f"{label}_{name}_ms"] = round(times[int(len(times) * 0.95) - 1] * 1000, 1)
    return taken


def timed_exactly(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock and of the processor, unrounded."""
    started, before = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - before


def prepare(observations: int, folder: Path) -> dict[str, float]:
    """A workshop with so many observations and their candidates."""
    townships = max(PER_COUNTY, observations // PER_REPORT // len(YEARS))
    with _open(folder) as con:
        con.execute("SET preserve_insertion_order = false")  # not afterwards: the nightly run does without
        made = timed(lambda: fill(con, townships))
        chosen = timed(lambda: choose_all(con, None))
    return {"generate_s": made, "choose_s": chosen}


def measure_metrics(folder: Path) -> dict[str, float]:
    """Seconds for a full rebuild and for one report, beside a bare GROUP BY over the same rows; peak memory in MB."""
    with _open(folder) as con:
        group = "SELECT indicator, township_id, year, max(value) AS v, count(*) AS n FROM core.observation GROUP BY ALL"
        bare = timed(lambda: con.execute(f"CREATE OR REPLACE TEMP TABLE bare AS {group}"))
        con.execute("DROP TABLE bare")
        (townships,) = con.execute("SELECT count(DISTINCT township_id) FROM read.report").fetchone() or (0,)
        seeds, places = load_seeds(), Places(township_rows(townships))
        before = time.process_time()
        full = timed(lambda: refresh_all(con, seeds, places, None))
        full_cpu = round(time.process_time() - before, 2)
        near = related_townships(places, {"000000007"})
        chosen = timed(lambda: choose_all(con, near))
        before = time.process_time()
        one = timed(lambda: refresh_all(con, seeds, places, near))
        one_cpu = round(time.process_time() - before, 2)
        rows = con.execute("SELECT (SELECT count(*) FROM core.observation), (SELECT count(*) FROM metrics.cell)").fetchone() or (0, 0)
        checkpoint = timed(lambda: con.execute("CHECKPOINT"))
    return {
        "observations": rows[0],
        "cells": rows[1],
        "rebuild_metrics_s": full,
        "rebuild_metrics_cpu_s": full_cpu,
        "one_report_metrics_s": one,
        "one_report_metrics_cpu_s": one_cpu,
        "one_report_choose_s": chosen,
        "checkpoint_afterwards_s": checkpoint,
        "bare_group_by_s": bare,
        "ratio_to_group_by": round(full / bare, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def measure_release(folder: Path) -> dict[str, float]:
    """Seconds to make the release's file, and what its questions take."""
    target = folder / "metrics.duckdb"
    target.unlink(missing_ok=True)
    published = timed(lambda: copy_released(folder / WORKSHOP, target))
    return {"release_file_s": published, **ask_release(folder)}


def refresh_all(con: duckdb.DuckDBPyConnection, seeds: Seeds, places: Places, townships: list[str] | None) -> None:
    """As the nightly run does it: computed beside what stands, put in place in one transaction."""
    staged = stage(con, "bench", seeds, places, townships=townships)
    with transaction(con):
        put_in_place(con, staged)


@contextmanager
def _open(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = open_workshop(folder / WORKSHOP, memory_limit="4GB", threads=2)
    con.execute(f"SET temp_directory = '{folder / 'spill'}'")
    try:
        yield con
    finally:
        con.close()


def measure_scale(observations: int, folder: Path) -> dict[str, float]:
    """All of it, in the order of the table. Memory is that of this process, so the rebuild comes before the release."""
    return prepare(observations, folder) | measure_metrics(folder) | measure_release(folder)


def measure(observations: int = OBSERVATIONS_MEASURED) -> str:
    """The section: figures as measured, what was demanded beside, and what else the machine was doing."""
    folder = Path(tempfile.mkdtemp())
    load = os.getloadavg()[0]
    try:
        found = measure_scale(observations, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return tell(found, load)


def tell(found: dict[str, float], load: float) -> str:
    """The figures as Markdown."""
    demanded = DEMANDED | {name: DEMANDED_MS for name in found if name.startswith("p95_")}
    rows = [
        f"| `{name}` | {value:,} | {f'≤ {demanded[name]:g} {mark(value, demanded[name])}' if name in demanded else ''} |"
        for name, value in found.items()
    ]
    made = f"每份报告 {PER_REPORT} 条观测，每县 {PER_COUNTY} 个乡镇，{len(YEARS)} 年；内存上限 4 GB，两个线程。"
    head = f"{made}机器当时的负载 load before: {load:.1f}；`_cpu_s` 是处理器秒 · seconds of the processor, whatever else runs。"
    return "\n".join([head, "", "| 量 what | 测得 measured | 要求 demanded |", "| --- | --- | --- |", *rows])


def mark(value: float, most: float) -> str:
    """Was it kept?"""
    return "达到 met" if value <= most else "未达到 not met"


def main() -> None:
    """Measure and print as JSON."""
    observations = int(sys.argv[1]) if len(sys.argv) > 1 else OBSERVATIONS_MEASURED
    folder = Path(tempfile.mkdtemp())
    try:
        print(json.dumps(measure_scale(observations, folder), indent=1))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
