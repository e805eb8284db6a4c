"""How fast the reader is beside a bare scan for numbers, how it grows on the worst texts, how much memory a stream takes, how right it is.

    python -m benchmarks reading            READING_REPORTS=50000 python -m benchmarks reading

Speed is a ratio within one run on one core: rounds of the bare `re` scan and of the reader take turns, the best of each counts (CPU time).
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.measured import write_measured
from transforms.compiled import is_active
from transforms.model import ReportYear
from transforms.read.reader import read_text

SECTION = "reading"
TITLE = "读数 · Reading"
ROOT = Path(__file__).parents[1]
ROUNDS = 12
STREAMED = int(os.environ.get("READING_REPORTS", "2000"))
"""Reports streamed for the memory figure; 50,000 take about ten minutes."""
WORST_CHARACTERS = 40_000
MEGABYTE_OF = ("digits", "hundred_millions", "brackets", "endless_clause")
ANY_YEAR = ReportYear(2021, "reviewed", "annual", "title")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万亿几数半]+")
OTHERS = os.environ.get("READING_OTHERS", sys.executable)
"""A Python in which JioNLP and recognizers-text are installed (benchmarks/others.py)."""
NOTE_ON_OTHERS = (
    "在 dev 计分的标注上；JioNLP 只读金额。本读者另给出归属、时期、状态、指标、范围 · "
    "over the scored facts of dev; JioNLP reads money only; the reader gives owner, period, status, indicator and scope besides."
)
KINDS = ("missed", "false")
FIELDS = ("value", "unit", "bound", "measure", "status", "years", "indicator", "scope", "item")
SHOWN = ("reports", "facts", "detect_f1", "quantity_f1", "indicator_f1", "cell_f1", "exact_f1")


@dataclass(frozen=True, slots=True)
class Speed:
    """One core, best round."""

    characters: int
    size: int
    mentions: int
    claims: int
    bare: float
    ours: float


def measure() -> str:
    """The section's Markdown."""
    parts = (_speed_table(), _worst_table(), _memory(), _accuracy_table(), _others())
    return f"Commit {_commit()}.\n\n" + "\n\n".join(part for part in parts if part)


def _commit() -> str:
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False)
    return found.stdout.strip() or "unknown"


@cache
def _module(folder: str, name: str) -> Any:
    """A module of the tests, which are no package."""
    path = str(ROOT / "tests" / folder)
    if path not in sys.path:
        sys.path.insert(0, path)
    return importlib.import_module(name)


@cache
def _texts() -> tuple[tuple[str, str], ...]:
    """Name and text of every development report."""
    reports = [_module("accuracy", "annotations").read(path) for path in sorted((ROOT / "tests" / "accuracy" / "dev").glob("*.txt"))]
    return tuple((report.path.name, report.text) for report in reports)


def _scan() -> None:
    for _, text in _texts():
        for match in NUMBER.finditer(text):
            match.span()


def _read() -> tuple[int, int]:
    readings = [read_text(text, file_name=name) for name, text in _texts()]
    return sum(len(r.mentions) for r in readings), sum(len(r.claims) for r in readings)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measure_speed() -> Speed:
    """Best round of the bare scan and of the reader, taken in turns."""
    mentions, claims = _read()
    rounds = [(min(_seconds(_scan) for _ in range(5)), _seconds(_read)) for _ in range(ROUNDS)]
    characters = sum(len(text) for _, text in _texts())
    size = sum(len(text.encode()) for _, text in _texts())
    return Speed(characters, size, mentions, claims, min(bare for bare, _ in rounds), min(ours for _, ours in rounds))


def _speed_table() -> str:
    speed = measure_speed()
    rows = (
        ("数字扫描 bare `re` scan", f"{speed.size / speed.bare / 1e6:.0f} MB/s"),
        ("读数 text → claims, all fields and reasons", f"{speed.size / speed.ours / 1e6:.2f} MB/s"),
        ("比值 ratio", f"1/{speed.ours / speed.bare:.0f}"),
        ("每个数 per mention", f"{speed.ours / speed.mentions * 1e6:.0f} µs"),
        ("每条数据 per claim", f"{speed.ours / speed.claims * 1e6:.0f} µs"),
        ("读数以 reader runs as", "机器码 machine code" if is_active() else "Python"),
        ("文本 text", f"{len(_texts())} reports, {speed.characters:,} characters, {speed.mentions:,} numbers, {speed.claims:,} claims"),
    )
    return _table(("速度 Speed", ""), rows)


def _worst_table() -> str:
    """Time on a text and on one four times as long: linear growth is ×4."""
    rows = []
    for name, piece in _module("read", "test_worst_cases").WORST.items():
        short, long = (_repeated(piece, WORST_CHARACTERS // part) for part in (4, 1))
        before, after = (min(_read_one(text) for _ in range(3)) for text in (short, long))
        rows.append((name, f"{before * 1e3:.0f} ms", f"{after * 1e3:.0f} ms", f"×{after / before:.1f}"))
    growth = _table(("最坏情形 Worst cases", f"{WORST_CHARACTERS // 4:,} characters", f"{WORST_CHARACTERS:,}", "×4 → time"), rows)
    return f"{growth}\n\n{_megabyte_line()}"


def _megabyte_line() -> str:
    """The inputs of issue 3 at a whole megabyte of UTF-8, each read once."""
    worst = _module("read", "test_worst_cases").WORST
    times = []
    for name in MEGABYTE_OF:
        piece = worst[name]
        text = piece * (1_000_000 // len(piece.encode()))
        times.append(f"{name} {_read_one(text):.1f} s")
    return f"1 MB: {', '.join(times)}."


def _repeated(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def _read_one(text: str) -> float:
    """Seconds of one reading, begun with nothing left to collect from the one before."""
    gc.collect()
    return _seconds(lambda: read_text(text, year=ANY_YEAR))


def _stream(count: int) -> Iterator[tuple[str, str]]:
    """Development reports over and over, each with its own number so that none is the same text."""
    texts = _texts()
    for number in range(count):
        name, text = texts[number % len(texts)]
        yield name, f"{text}\n第{number}号"


def _memory() -> str:
    """Peak memory after a tenth of the stream and after all of it."""
    early = 0
    for number, (name, text) in enumerate(_stream(STREAMED)):
        read_text(text, file_name=name)
        if number == STREAMED // 10:
            early = _peak()
    return f"内存 Memory: {STREAMED:,} reports streamed; peak {early} MB after a tenth, {_peak()} MB after all."


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure_accuracy() -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Figures by set, in the order of `SHOWN`, and errors by kind."""
    score, accuracy = _module("accuracy", "score"), _module("accuracy", "test_accuracy")
    figures: list[tuple[str, ...]] = []
    errors: list[tuple[str, ...]] = []
    for name, paths in accuracy.SETS.items():
        reports = [_module("accuracy", "annotations").read(path) for path in paths]
        tally = score.Tally()
        for report in reports:
            score.count_report(tally, report, accuracy.predict(report))
        result = score.summary(tally)
        figures.append((name, *(str(result[column]) for column in SHOWN)))
        errors.append((name, *(str(tally.n[kind]) for kind in KINDS), *(str(_wrong(tally, field)) for field in FIELDS)))
    return figures, errors


def _accuracy_table() -> str:
    """The figures by set, kept for the README of releases, and the errors by kind."""
    figures, errors = measure_accuracy()
    write_measured(figures)
    return _table(("准确度 Accuracy", *SHOWN), figures) + "\n\n" + _table(("错误 Errors by kind", *KINDS, *FIELDS), errors)


def _wrong(tally: Any, field: str) -> int:
    right = tally.by_field[field] if field in tally.by_field else tally.by_field[f"_{field}"]
    return int(tally.n["found"] - right)


def _others() -> str:
    """JioNLP and recognizers-text on value and unit, in the Python that OTHERS names, else in this one."""
    reports = [_module("accuracy", "annotations").read(path) for path in sorted((ROOT / "tests" / "accuracy" / "dev").glob("*.txt"))]
    size = sum(len(report.text.encode()) for report in reports)
    texts = json.dumps([report.text for report in reports])
    done = subprocess.run([OTHERS, str(ROOT / "benchmarks" / "others.py")], input=texts, capture_output=True, text=True, check=True)
    results = {"县志 Xianzhi": _ours(reports), **json.loads(done.stdout.splitlines()[-1])}
    rows = []
    for name, result in results.items():
        if "problem" in result:
            rows.append((name, "未安装，未比较 · not compared", "", result["problem"].replace("|", "/")))
            continue
        facts, value, unit = _right(reports, result["finds"])
        rows.append((name, f"{size / result['seconds'] / 1e6:.3f} MB/s", f"{value / facts:.3f}", f"{unit / facts:.3f}"))
    head = ("与他者相比 Beside others", "速度 speed", "数值对 value found", "数值且有单位 value with a unit")
    return _table(head, rows) + "\n\n" + NOTE_ON_OTHERS


def _ours(reports: list[Any]) -> dict[str, Any]:
    """The same figures of the reader, whose finds carry much else besides."""
    read_text(reports[0].text, file_name=reports[0].path.name)
    start = time.process_time()
    readings = [read_text(report.text, file_name=report.path.name) for report in reports]
    seconds = time.process_time() - start
    return {"seconds": seconds, "finds": [[(c.start, c.end, str(c.value), c.unit) for c in r.claims] for r in readings]}


def _right(reports: list[Any], finds: list[list[Any]]) -> tuple[int, int, int]:
    """Scored facts with a value, those of them whose value a find on the same characters has, and those where it has a unit too."""
    facts = [
        (fact, found)
        for report, found in zip(reports, finds, strict=True)
        for fact in report.facts
        if fact.value is not None and not fact.neutral
    ]
    hits = [
        {bool(unit) for start, end, value, unit in found if start < fact.end and fact.start < end and _is_value(value, fact.value)}
        for fact, found in facts
    ]
    return len(facts), sum(map(bool, hits)), sum(True in hit for hit in hits)


def _is_value(text: str, value: float) -> bool:
    """Does a tool's number equal the annotated one? The sign of a fall is left aside."""
    try:
        return abs(abs(float(text)) - abs(value)) <= 1e-9 * max(1.0, abs(value))
    except ValueError:
        return False


def _table(head: tuple[str, ...], rows: Any) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(measure() + "\n")
