"""`xianzhi report`: a township's printable profile of one year.

In: a township (name, code or id), a year, a workspace. Out: one self-contained HTML file, one A4 page when printed; its path on stdout.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.query import database_of
from flows.console import note, print_json
from flows.exit_codes import UsageProblem
from transforms.publish.profile import UnknownTownshipError, find_township, load_profile, render_profile
from transforms.warehouse.connection import open_release


def command(
    township: Annotated[str, typer.Argument(help="乡镇：名称、代码或编号 · the township's name, code or id")],
    year: Annotated[int, typer.Argument(help="年份 · the year")],
    home: Annotated[Path | None, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="写到哪里，默认 乡镇-年份.html · where to write it")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="只给数据 · the data alone")] = False,
) -> None:
    """写出一个乡镇一年的简报（一页 A4） · Write a township's profile of a year, one A4 page."""
    if home is None:
        raise UsageProblem("请用 --home 指明工作区 · say which workspace with --home")
    database = database_of(home, workshop=False)
    with open_release(database) as con:
        try:
            profile = load_profile(con, find_township(con, township, year), year, database.parent.name)
        except UnknownTownshipError as error:
            raise UsageProblem(str(error)) from error
    if as_json:
        print_json(asdict(profile))
        return
    path = out or Path(f"{profile.township}-{year}.html")
    path.write_text(render_profile(profile), encoding="utf-8")
    note("用浏览器打开并打印 · open it in a browser and print")
    print(path)
