"""`xianzhi verify`: recompute hashes of archive, releases and provenance.

In: a workspace. Out: what does not agree, one line each; exit 1 where anything does not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from flows.console import note, print_json
from flows.exit_codes import Exit
from flows.stages.raw import archive_path
from flows.workspace import Workspace, open_workspace
from transforms.publish.manifest import MANIFEST, compare_folder, hash_file, read_manifest
from transforms.publish.release import hashed_tables
from transforms.warehouse.connection import open_release
from transforms.warehouse.content import hash_table
from transforms.warehouse.promote import DATABASE
from transforms.warehouse.schema import as_released

SPANS = """
SELECT c.claim_id FROM read.claim c JOIN read.text t USING (report_id) WHERE substring(t.text, c.start + 1, c."end" - c.start) <> c.quote
"""
LOST = "SELECT cell_id FROM cell WHERE value IS NOT NULL AND claim_id NOT IN (SELECT claim_id FROM read.claim)"


def archive_faults(workspace: Workspace) -> Iterator[str]:
    """Documents whose bytes are gone or changed."""
    if not workspace.workshop.is_file():
        return
    with open_release(workspace.workshop) as con:
        rows = con.execute("SELECT sha256, file_name FROM raw.document WHERE outcome <> 'pruned' ORDER BY sha256").fetchall()
    for digest, name in rows:
        path = archive_path(workspace.archive, digest)
        if not path.is_file():
            yield f"archive: {name}: 字节不见了 · bytes are gone: {path}"
        elif hash_file(path) != digest:
            yield f"archive: {name}: 字节已变 · bytes have changed: {path}"


def release_faults(folder: Path) -> Iterator[str]:
    """A release against its manifest, its content hash, and every figure against its sentence."""
    manifest = read_manifest(folder)
    faults = compare_folder(folder, manifest)
    yield from (f"{folder.name}: {fault}" for fault in faults)
    if faults:
        return
    with open_release(folder / DATABASE) as con:
        for table in hashed_tables():
            if manifest["tables"][table.name]["sha256"] != hash_table(con, as_released(table)):
                yield f"{folder.name}: {table.name}: 内容哈希不符 · the content hash does not agree"
        spans = len(con.execute(SPANS).fetchall())
        lost = len(con.execute(LOST).fetchall())
    if spans:
        yield f"{folder.name}: {spans} 条陈述与原文不符 · claims whose quote is not in the text"
    if lost:
        yield f"{folder.name}: {lost} 个单元格没有出处 · cells without their claim"


def command(
    home: Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")] = False,
) -> None:
    """重算存档与所有版本的哈希，并核对每个数的出处 · Recompute hashes and check where every figure comes from."""
    workspace = open_workspace(home)
    folders = sorted(path.parent for path in workspace.releases.glob(f"*/{MANIFEST}") if not path.parent.is_symlink())
    faults = [*archive_faults(workspace), *(fault for folder in folders for fault in release_faults(folder))]
    if as_json:
        print_json({"releases": len(folders), "faults": faults})
    else:
        print("\n".join(faults) or f"完好 · whole: 存档 archive, 版本 releases {len(folders)}")
    if faults:
        note(f"{len(faults)} 处不符 · faults")
        sys.exit(Exit.ERROR)
