"""`xianzhi province`: many counties: their workspaces and nights by the register counties.toml, and the lake of their releases.

In: a register; or a workspace whose xianzhi.toml names a lake, which is opened read-only. Out: tables on stdout.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.console import Format, note, print_rows
from flows.register import load_register, make_counties
from flows.settings import load_settings
from flows.stages.lake import lake_place
from transforms.seeds.places import load_places
from transforms.warehouse.lake import open_lake, snapshots

commands = typer.Typer(add_completion=False, no_args_is_help=True, help="多县与省库 · Many counties, and the province's lake")

HOME = Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")]
JSON = Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")]
VERSION = Annotated[int | None, typer.Option("--snapshot", help="读某个快照，默认最新 · an older snapshot, default the newest")]


REGISTER = Annotated[Path, typer.Option("--register", help="县名册 · register of the counties", envvar="XIANZHI_REGISTER")]
COUNTIES = Path("counties.toml")


@commands.command("make")
def make(register: REGISTER = COUNTIES) -> None:
    """按名册建立各县工作区；已有的不变 · Make the counties' workspaces; existing ones stay as they are."""
    told = load_register(register)
    labels = {code: one.label for code, one in load_places().counties.items()}
    for county in make_counties(told, labels):
        print(county.home)


@commands.command()
def deploy(register: REGISTER = COUNTIES) -> None:
    """每县一个部署，送到 PREFECT_API_URL 的服务 · One deployment per county, to the server that PREFECT_API_URL names."""
    from flows.province import deploy_counties

    for name in deploy_counties(load_register(register)):
        print(name)


@commands.command()
def serve(
    register: REGISTER = COUNTIES,
    port: Annotated[int, typer.Option(min=0, max=65535, help="本机端口，0 为任选 · port on this machine, 0 picks one")] = 4200,
    check: Annotated[bool, typer.Option("--check", help="只问服务是否在运行 · only ask whether it runs")] = False,
) -> None:
    """全省定时运行：一个服务，每县一个部署 · Scheduled runs of all counties: one service, one deployment each."""
    from flows.commands.serve import keep_running, tell_running
    from flows.province import serve_counties

    told = load_register(register)
    if check:
        tell_running(told.workspace)
        return
    keep_running(serve_counties(told, port, note), f"已就绪，{len(told.counties)} 个县；Ctrl-C 结束 · ready, {len(told.counties)} counties")


@commands.command()
def nightly(
    register: REGISTER = COUNTIES,
    business_date: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="业务日期，默认今天 · business date, default today")
    ] = None,
) -> None:
    """逐县运行一夜，各在自己的进程 · Every county's night, one after another, each in a process of its own."""
    from flows.province import run_counties, worst

    codes = []
    for county, code in run_counties(load_register(register), business_date.date() if business_date else None):
        codes.append(code)
        print(f"{county.code} {county.name} {code}", flush=True)
    raise typer.Exit(int(worst(codes)))


@commands.command()
def status(register: REGISTER = COUNTIES, as_json: JSON = False) -> None:
    """各县上一夜如何、当前版本 · Each county's last night and current release."""
    from flows.province import STATE_COLUMNS, states

    print_rows(STATE_COLUMNS, states(load_register(register)), Format.JSON if as_json else Format.TABLE)


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
