"""docs/benchmarks.md, section by section: each benchmark writes its own part and leaves the others as they stand.

In: a section's name and its Markdown. Out: the file with that section between its marks. A benchmark module has `SECTION` (its name),
`TITLE` and `measure() -> str` (Markdown without the heading); one row here makes it run with `python -m benchmarks [SECTION…]`.

Example:
    write_section(Path("docs/benchmarks.md"), "formats", "文件格式 · Formats", "| … |")
"""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType

BENCHMARKS = (
    "benchmarks.reading",
    "benchmarks.formats",
    "benchmarks.metrics_scale",
    "benchmarks.gate",
    "benchmarks.site",
    "benchmarks.files",
    "benchmarks.county_scale",
    "benchmarks.growth",
)
"""Modules in the order of the file; one that is not there yet is passed over."""
FILE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
SCALE_FILE = FILE.with_name("scale.md")
"""Whole nights, from one county to all."""
HEADS = {
    FILE.name: "# 基准 · Benchmarks\n\n由 `make bench` 写入，勿手改 · written by `make bench`.\n",
    SCALE_FILE.name: "# 规模 · Scale\n\n由 `make bench` 与 `make bench-scale` 写入，勿手改 · written by these two.\n",
}


def load_benchmarks() -> dict[str, ModuleType]:
    """Section → its module."""
    found = {}
    for name in BENCHMARKS:
        try:
            module = import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            continue
        found[module.SECTION] = module
    return found


def machine() -> str:
    """What it was measured on, without names of hosts."""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {system}"


def write_section(path: Path, name: str, title: str, body: str) -> None:
    """Put a section into the file, in place of what it said before."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    section = f"{begin}\n## {title}\n\n{body.strip()}\n\n测于 measured: {machine()}\n{end}\n"
    text = path.read_text(encoding="utf-8") if path.is_file() else HEADS[path.name]
    old = re.compile(re.escape(begin) + ".*?" + re.escape(end) + "\n", re.DOTALL)
    text = old.sub(lambda _: section, text) if old.search(text) else f"{text.rstrip()}\n\n{section}"
    path.write_text(text, encoding="utf-8")
