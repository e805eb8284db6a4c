"""`xianzhi init`: make a workspace.

In: a folder, a county by name or six-digit code. Out: the folders and xianzhi.toml; exit 2 with candidates where the county is ambiguous.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.console import note, print_json
from flows.counties import find_county
from flows.workspace import make_workspace


def command(
    home: Annotated[Path, typer.Argument(help="工作区文件夹 · Folder of the workspace")],
    county: Annotated[
        str, typer.Option(help="县名或六位代码；不填为全国 · County by name or six-digit code; none: the whole register")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")] = False,
) -> None:
    """建立工作区 · Make a workspace."""
    found = find_county(county) if county else None
    workspace, fresh = make_workspace(home, found.code if found else "", found.label if found else "")
    if as_json:
        print_json({"home": workspace.home, "county": found.code if found else "", "created": fresh})
        return
    print(workspace.home)
    if not fresh:
        note(f"已是工作区，设置未改 · already a workspace, its settings stay: {workspace.settings}")
        return
    note(f"{'县 county: ' + found.label + ' ' + found.code if found else '全国 · the whole register'}")
    note(f"把报告放进 · put reports into {workspace.inbox}")
    note(f"然后运行 · then run  xianzhi nightly --home {workspace.home}")
