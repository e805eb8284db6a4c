"""How fast documents of each format become rows, on one core, and where the time goes.

In: texts of a made county, brought to 14 KB, written in every format. Out: Markdown for docs/benchmarks.md. CPU seconds are counted, the
reading process included, so that other work on the machine does not blur them; the process is bound to one core.
"""

from __future__ import annotations

import io
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks.generate import MadeCounty, make_reports, write_places
from flows.knowledge import places_version, reader_version
from flows.night import Night, start_night
from flows.stages import raw, read
from flows.workspace import make_workspace
from transforms.raw.formats import image, office
from transforms.raw.formats.worker import Worker
from transforms.raw.identity import resolve_place
from transforms.read.reader import read_text
from transforms.seeds.places import load_places
from transforms.warehouse.connection import open_workshop

SECTION = "formats"
TITLE = "文件格式 · Formats"
SIZE, COUNT, TOWNSHIPS = 14 * 1024, 60, 60
"""Bytes of a report, reports measured, townships they come from."""
MADE = MadeCounty(TOWNSHIPS, range(2022, 2023), seed=14)
FEWER = {".pdf": 5}
OTHERS = 15
"""Of the slower formats fewer reports do."""
DEMANDED = 50.0
DPI = 200
sys.path.append(str(Path(__file__).parents[1] / "tests" / "raw"))


def long_texts(count: int) -> list[str]:
    """Reports of about SIZE bytes: a made report with the paragraphs of its neighbours put behind its own."""
    made = [one.text for one in make_reports(MADE)]
    found = []
    for number in range(count):
        lines = made[number].splitlines()
        for step in range(1, len(made)):
            if len("\n".join(lines).encode()) >= SIZE:
                break
            lines[-2:-2] = made[(number + step) % len(made)].splitlines()[5:-2]
        found.append("\n".join(lines)[: SIZE // 3 + 200] + "\n")
    return found


def writers() -> dict[str, Callable[[str], bytes]]:
    """Format → how a text becomes a file of it."""
    from make_formats import doc_of, docx_of, mht_of, page_of, pdf_of

    def page(text: str) -> bytes:
        return page_of(text.splitlines(), text.splitlines()[0])

    return {
        ".txt UTF-8": str.encode,
        ".txt GB18030": lambda text: text.encode("gb18030"),
        ".html": page,
        ".mht": lambda text: mht_of(page(text)),
        ".docx": lambda text: docx_of(text.splitlines()),
        ".doc .wps": lambda text: doc_of(text.splitlines()),
        ".pdf": lambda text: pdf_of(text.splitlines()),
    }


def number_of(name: str) -> int:
    """How many reports of a format are measured."""
    return COUNT if name.startswith(".txt") else FEWER.get(name, OTHERS)


@contextmanager
def one_core() -> Iterator[None]:
    """Bind this process and those it starts to one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu() -> float:
    """CPU seconds of this process and of ended children."""
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def timed(work: Callable[[], object]) -> float:
    """CPU seconds that `work` took."""
    before = cpu()
    work()
    return cpu() - before


def new_night(folder: Path) -> Night:
    """A workspace for the made county, its inbox empty."""
    workspace, _ = make_workspace(folder, MADE.code, "bench")
    (workspace.seeds / "places").mkdir(exist_ok=True)
    write_places(workspace.seeds / "places", MADE)
    night = start_night(folder, date(2023, 4, 1))
    open_workshop(night.workspace.workshop).close()
    return night


def measure_format(folder: Path, write: Callable[[str], bytes], texts: list[str]) -> tuple[float, float, int]:
    """CPU seconds a document from bytes to text, and from bytes to rows; how many became reports."""
    night = new_night(folder)
    for number, text in enumerate(texts):
        (night.workspace.inbox / f"{number:03}.bin").write_bytes(write(text))
    files = [(path.name, path.read_bytes()) for path in sorted(night.workspace.inbox.iterdir())]

    def parse() -> None:
        with Worker() as worker:
            for name, data in files:
                worker.read(data, name)

    start = timed(lambda: parse_first(files[0]))
    parsed = max(0.0, timed(parse) - start)
    done: list[read.BatchResult] = []

    def whole() -> None:
        arrivals = raw.collect(night).arrivals
        done.append(read.read_batch(night, arrivals))

    total = max(0.0, timed(whole) - start)
    return parsed / len(texts), total / len(texts), done[0].reports


def parse_first(file: tuple[str, bytes]) -> None:
    """Start a reading process and read one file: what is paid once, not per document."""
    with Worker() as worker:
        worker.read(file[1], file[0])


def measure_stages(folder: Path, texts: list[str]) -> dict[str, float]:
    """CPU seconds a .txt report by stage, in the order of the river."""
    night = new_night(folder)
    for number, text in enumerate(texts):
        (night.workspace.inbox / f"{number:03}.txt").write_text(text, encoding="utf-8")
    places = load_places(night.seeds)
    arrivals: list[raw.Arrival] = []
    spent = {"收件存档 · hash and archive": timed(lambda: arrivals.extend(raw.collect(night).arrivals))}
    bodies = [(one.own_name, raw.archive_path(night.workspace.archive, one.sha256).read_bytes()) for one in arrivals]
    sources: list[str] = []
    with Worker() as worker:
        spent["解码 · bytes to text"] = timed(lambda: sources.extend(worker.read(data, name).text for name, data in bodies))
        spent["地点 · place"] = timed(lambda: [resolve_place(text, "", places, county_code=MADE.code) for text in sources])
        spent["年份与陈述 · year and claims"] = timed(lambda: [read_text(text) for text in sources])
        documents = [read.examine(one, data, worker, places, MADE.code) for one, (_, data) in zip(arrivals, bodies, strict=True)]
    with open_workshop(night.workspace.workshop) as con:
        spent["写入 DuckDB · rows"] = timed(lambda: read.store_batch(con, night, documents))
    return {name: seconds / len(texts) for name, seconds in spent.items()}


def scan_line(text: str) -> str:
    """Seconds a page of a 200-dpi scan, where OCR is installed."""
    if not image.is_installed():
        return f"扫描件 · scans: 本机未装文字识别，未测（`{image.INSTALL}`）· OCR is not installed here: not measured."
    import pypdfium2
    from make_formats import pdf_of

    page = pypdfium2.PdfDocument(pdf_of(text.splitlines()))[0].render(scale=DPI / 72).to_pil()
    sink = io.BytesIO()
    page.save(sink, "PNG")
    with Worker() as worker:
        worker.read(sink.getvalue(), "warm.png")
        started = time.perf_counter()
        worker.read(sink.getvalue(), "page.png")
        return f"扫描件 · scans: {time.perf_counter() - started:.1f} s 每页 a page ({DPI} dpi)."


def warm(night: Night, text: str) -> None:
    """Load seeds, rules and libraries by taking one report to rows, so that no format pays for the first."""
    reader_version(), places_version(night.seeds)
    load_places(night.seeds)
    (night.workspace.inbox / "warm.txt").write_text(text, encoding="utf-8")
    read.read_batch(night, raw.collect(night).arrivals)


def measure() -> str:
    """The section's Markdown."""
    texts = long_texts(COUNT)
    kilobytes = sum(len(text.encode()) for text in texts) / len(texts) / 1024
    folder = Path(tempfile.mkdtemp())
    try:
        with one_core():
            warm(new_night(folder / "warm"), texts[0])
            rows = {
                name: measure_format(folder / str(at), write, texts[: number_of(name)])
                for at, (name, write) in enumerate(writers().items())
            }
            stages = measure_stages(folder / "stages", texts)
            scans = scan_line(texts[0])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    table = [
        f"| {name} | {1000 * parsed:.1f} | {1000 * total:.1f} | {1 / total:.0f} | {reports}/{number_of(name)} |"
        for name, (parsed, total, reports) in rows.items()
    ]
    whole = sum(stages.values())
    shares = [f"| {name} | {1000 * seconds:.2f} | {100 * seconds / whole:.0f} % |" for name, seconds in stages.items()]
    speed = 1 / rows[".txt UTF-8"][1]
    verdict = "达到 · met" if speed >= DEMANDED else "未达到 · not met"
    return "\n".join(
        [
            f"{kilobytes:.0f} KB 的报告，单核，CPU 时间（含读取进程，不含其启动）· "
            f"reports of {kilobytes:.0f} KB, one core, CPU time with that of the reading process, without its start.",
            "",
            "| 格式 format | 字节到文字 to text (ms) | 字节到行 to rows (ms) | 每秒份数 documents/s | 成为报告 reports |",
            "|---|---|---|---|---|",
            *table,
            "",
            f"要求 demanded: .txt ≥ {DEMANDED:.0f}/s：{verdict} ({speed:.0f}/s)。",
            "",
            "一份 .txt 的时间去向 · where a .txt report's time goes:",
            "",
            "| 环节 stage | ms | 占比 share |",
            "|---|---|---|",
            *shares,
            "",
            scans,
            f"LibreOffice: {'有 yes' if office.program() else '未装 not installed'}.",
        ]
    )
