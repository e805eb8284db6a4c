"""`xianzhi sample`: the sample county as a workspace, one night, and a first comparison. `make run` calls it.

In: a folder; seeds/reports/, the made-up county's reports. Out: the workspace, its release, and a small table of townships × years on
stdout.
"""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, date, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.console import as_text, note, stdout
from flows.exit_codes import Exit
from flows.night import Outcome
from flows.running import run_home
from flows.stages.status import WORDS
from flows.workspace import make_folders, open_workspace
from transforms.warehouse.connection import open_release

BUSINESS_DATE = date(2023, 4, 10)
"""The sample county's night: all reports of 2022 were due by 31 March."""
ARRIVED = datetime(2023, 4, 1, tzinfo=UTC).timestamp()
"""When its files arrived."""
PARTS = ("xianzhi.toml", "inbox", "seeds")
INDICATOR = "rural_disposable_income"
MARKS = {"comparable": "✓", "with_caveat": "△", "not_comparable": "✗"}
MISSING = {
    "report_missing": "缺报告 no report",
    "not_in_report": "未提 not stated",
    "quarantined": "搁置 held",
    "extraction_failed": "读取失败 failed",
    "place_not_alive": "不存在 no such place",
}
CELLS = """
SELECT township_id, max_by(township, year) OVER (PARTITION BY township_id) AS township, year, value, verdict, missing_reason
FROM cell WHERE indicator = ? AND variant IS NULL AND item IS NULL ORDER BY township_code, year
"""


def copy_part(source: Traversable, target: Path) -> None:
    """Copy a file or folder; files that already say the same are left alone, so their dates stay."""
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        for entry in source.iterdir():
            copy_part(entry, target / entry.name)
        return
    data = source.read_bytes()
    if not target.is_file() or target.read_bytes() != data:
        target.write_bytes(data)
        os.utime(target, (ARRIVED, ARRIVED))


def make_sample(home: Path) -> None:
    """The sample county as a workspace at `home`; a file of its inbox that the product no longer has goes."""
    template = files("seeds").joinpath("reports")
    home.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        copy_part(template.joinpath(name), home / name)
    names = {entry.name for entry in template.joinpath("inbox").iterdir()}
    for path in (home / "inbox").iterdir():
        if path.name not in names and path.is_file():
            path.unlink()
    make_folders(open_workspace(home))


def cell_text(value: Any, verdict: str | None, missing: str | None) -> str:
    """One cell for the eye: figure and mark, or why it is blank."""
    if missing:
        return MISSING.get(missing, missing)
    return f"{as_text(value)} {MARKS.get(verdict or '', '?')}"


def print_comparison(database: Path) -> None:
    """Townships × years of one indicator."""
    from rich.table import Table

    with open_release(database) as con:
        rows = con.execute(CELLS, [INDICATOR]).fetchall()
        named = con.execute("SELECT name_zh, name_en, unit FROM indicator WHERE code = ?", [INDICATOR]).fetchone()
    years = sorted({row[2] for row in rows})
    cells = {(row[0], row[2]): cell_text(*row[3:]) for row in rows}
    name_zh, name_en, unit = named or (INDICATOR, INDICATOR, "")
    table = Table(title=f"{name_zh} · {name_en}（{unit}）", title_justify="left")
    table.add_column("乡镇 township")
    for year in years:
        table.add_column(str(year), justify="right")
    for township_id, township in dict.fromkeys((row[0], row[1]) for row in rows):
        table.add_row(township, *(cells.get((township_id, year), "") for year in years))
    out = stdout()
    out.print(table)
    out.print("✓ 可比 comparable · △ 附注后可比 with a caveat · ✗ 不可比 not comparable")


def print_outcome(home: Path, outcome: Outcome, shown: str) -> None:
    """What the night did, and what to try next."""
    print(WORDS[outcome.outcome])
    print(f"  读到报告 reports read    {outcome.reports}（本次新读 new this time {outcome.documents}）")
    print(f"  找到数字 numbers found   {outcome.mentions}")
    print(f"  陈述 claims             {outcome.claims}")
    print(f"  单元格 cells            {outcome.cells}")
    print(f"  检查 checks             {outcome.checks}，未过 failed {outcome.failed_checks}")
    print(f"  版本 release            {outcome.release}")
    print()
    print_comparison(home / "releases" / "current" / "metrics.duckdb")
    print("\n接着试试 · Try next:")
    for example in ("query --home {} rank population 2022", "query --home {} township 石笋湾镇 2022", "releases list --home {}"):
        print(f"  {shown} {example.format(home)}")
    print(f"  用浏览器打开 · open in a browser: {home / 'releases' / 'current' / 'site' / 'index.html'}")


def command(
    home: Annotated[Path, typer.Option("--home", help="示例工作区放在哪里 · where the sample workspace goes")] = Path("build/sample"),
    fresh: Annotated[bool, typer.Option("--fresh", help="先删除旧的示例工作区 · remove the former one first")] = False,
) -> None:
    """建立并运行示例县 · Make and run the sample county."""
    if fresh and (home / "xianzhi.toml").is_file():
        shutil.rmtree(home)
    make_sample(home)
    note("示例县：虚构的汀禾县，2018–2022 年 · the sample county: made-up 汀禾县, 2018–2022")
    outcome = run_home(home, BUSINESS_DATE)
    print_outcome(home, outcome, sys.argv[0] if "/" not in sys.argv[0] else ".venv/bin/xianzhi")
    if outcome.exit_code is not Exit.OK:
        sys.exit(outcome.exit_code)
