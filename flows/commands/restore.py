"""`xianzhi restore`: point `current` at an older release.

In: a release's name. Out: `current` swapped in one step, after the release was found whole. The next night publishes again where
the workshop says something else; to keep a report out, retract it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.releases import pick_release
from flows.console import note
from flows.exit_codes import XianzhiError
from flows.lock import hold_lock
from flows.workspace import open_workspace
from transforms.publish.manifest import compare_folder, read_manifest
from transforms.warehouse.promote import swap_current


def command(
    release: Annotated[str, typer.Argument(help="版本名或其开头 · the release's name or its beginning")],
    home: Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")],
) -> None:
    """恢复到旧版本 · Go back to an older release."""
    workspace = open_workspace(home)
    with hold_lock(workspace.lock, "restore"):
        folder = pick_release(workspace, release)
        faults = compare_folder(folder, read_manifest(folder))
        if faults:
            raise XianzhiError(f"{folder.name}: 版本不完整，不恢复 · not whole, not restored: {'; '.join(faults[:5])}")
        swap_current(workspace.releases, folder.name)
    print(folder)
    note("下次 nightly 若数据不同会再发布 · the next nightly publishes again where the data differ")
