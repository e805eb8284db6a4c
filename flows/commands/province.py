"""`xianzhi province`: the lake of many counties: who is in it, its snapshots, and questions across counties.

In: a workspace whose xianzhi.toml names a lake. Out: tables on stdout; the lake is opened read-only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.console import Format, print_rows
from flows.settings import load_settings
from flows.stages.lake import lake_place
from transforms.warehouse.lake import open_lake, snapshots

commands = typer.Typer(add_completion=False, no_args_is_help=True, help="省库 · The province's lake: overview, ranks, snapshots, queries")

HOME = Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")]
JSON = Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")]
VERSION = Annotated[int | None, typer.Option("--snapshot", help="读某个快照，默认最新 · an older snapshot, default the newest")]


def _answer(home: Path, sql: str, version: int | None, as_json: bool, parameters: list[str] | None = None) -> None:
    with open_lake(lake_place(load_settings(home)), version=version) as con:
        result = con.execute(sql, parameters or [])
        headings = [column[0] for column in result.description or ()]
        rows = result.fetchall()
    print_rows(headings, rows, Format.JSON if as_json else Format.TABLE)


@commands.command()
def overview(home: HOME, snapshot: VERSION = None, as_json: JSON = False) -> None:
    """各县有多少乡镇、单元格，可比性如何 · Townships, cells and verdicts of every county."""
    _answer(home, "FROM province_overview ORDER BY workspace", snapshot, as_json)


@commands.command()
def rank(
    indicator: Annotated[str, typer.Argument(help="指标代码 · code of an indicator")],
    year: Annotated[int, typer.Argument(help="年份 · year")],
    home: HOME,
    snapshot: VERSION = None,
    as_json: JSON = False,
) -> None:
    """跨县名次，规则与县内相同 · Places across counties, by the rules that hold within one."""
    sql = """
        SELECT r.variant, r.item, r.rank_low, r.rank_high, c.county, r.township, r.value, r.unit, r.bound, r.verdict, r.reasons
        FROM rank_across(?, ?::INTEGER) r JOIN cell c USING (cell_id) WHERE r.per = 'total'
        ORDER BY r.variant, r.item, r.rank_low, r.rank_high, r.township_id
    """
    _answer(home, sql, snapshot, as_json, [indicator, str(year)])


@commands.command("snapshots")
def list_snapshots(home: HOME, as_json: JSON = False) -> None:
    """每次入库一行：何时、哪县、哪个版本 · One row per publication: when, which county, which release."""
    with open_lake(lake_place(load_settings(home))) as con:
        found = snapshots(con)
    rows = [(one.number, one.published_at, one.workspace, one.release, one.content_hash) for one in found]
    print_rows(["snapshot", "published_at", "workspace", "release", "content_hash"], rows, Format.JSON if as_json else Format.TABLE)


@commands.command()
def query(
    sql: Annotated[str, typer.Argument(help="SQL，表名与县内发布版相同 · SQL; tables are named as in a release")],
    home: HOME,
    snapshot: VERSION = None,
    as_json: JSON = False,
) -> None:
    """在省库上查询（只读） · Ask the lake, read-only."""
    _answer(home, sql, snapshot, as_json)
