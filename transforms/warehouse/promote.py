"""Publish: a finished folder becomes a release, and `current` points at it, in one atomic step.

In: a candidate folder on the same file system as the releases folder. Out: releases/<name>/ (read-only) and releases/current → <name>.
A reader sees the old release or the new one, never a mixture; a process killed anywhere leaves the old one untouched.

Order: checkpoint and close → no .wal beside any database (DuckDB 1.5.5 would silently apply a left-over one) → fsync files and folders →
rename the folder → fsync releases → make the new link under a temporary name → swap it in with one rename → fsync releases.

Example:
    seal_database(candidate / "metrics.duckdb")
    promote_release(candidate, home / "releases", "20261124T021500Z-a1b2c3")
    copy_to_target(home / "releases" / "current", shared_folder)
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from transforms.warehouse.connection import OFFLINE, WarehouseError
from transforms.warehouse.failpoints import reach

CURRENT = "current"
CURRENT_TEXT = "CURRENT.txt"
DATABASE = "metrics.duckdb"


def sync_path(path: Path) -> None:
    """Flush one file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        reach("sync.before_sync")
        os.fsync(handle)
        reach("sync.after_sync")
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Flush every file below `folder`, then its folders from the inside out."""
    folders = [folder]
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            folders.append(path)
        elif path.is_file():
            sync_path(path)
    for path in reversed(folders):
        sync_path(path)


def refuse_wal(folder: Path) -> None:
    """Raises WarehouseError where a DuckDB log stands anywhere below `folder`."""
    left = sorted(folder.rglob("*.wal"))
    if left:
        raise WarehouseError(
            f"{left[0]}: 残留日志，不发布 · left-over log, not publishing. 关闭所有连接后重试 · close all connections, try again"
        )


def seal_database(path: Path) -> None:
    """Checkpoint and close a database that nobody else has open, and flush it. Raises WarehouseError where a log remains."""
    reach("promote.before_checkpoint")
    con = duckdb.connect(str(path), config=dict(OFFLINE))
    try:
        con.execute("CHECKPOINT")
    finally:
        con.close()
    refuse_wal(path.parent)
    sync_path(path)
    reach("promote.after_checkpoint")


def current_release(releases: Path) -> Path | None:
    """The release `current` points at, resolved, or None where there is none."""
    link = releases / CURRENT
    if not link.is_symlink():
        return None
    release = releases / link.readlink()
    return release if release.is_dir() else None


def swap_current(releases: Path, name: str) -> None:
    """Point `current` at releases/<name>, atomically. Raises WarehouseError where there is no such release."""
    if not (releases / name).is_dir():
        raise WarehouseError(f"{releases / name}: 没有这个版本 · no such release")
    fresh = releases / f".{CURRENT}.{os.getpid()}"
    fresh.unlink(missing_ok=True)
    reach("promote.before_link")
    fresh.symlink_to(name, target_is_directory=True)
    reach("promote.after_link")
    reach("promote.before_swap")
    fresh.replace(releases / CURRENT)
    reach("promote.after_swap")
    sync_path(releases)


def _lock_files(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.chmod(0o444)


def promote_release(candidate: Path, releases: Path, name: str) -> Path:
    """Make `candidate` the release `name` and point `current` at it. Returns the release's folder.

    Raises WarehouseError where the name is taken, a .wal is left, or the two folders are on different file systems.
    """
    releases.mkdir(parents=True, exist_ok=True)
    release = releases / name
    if release.exists():
        raise WarehouseError(f"{release}: 版本已存在，不改写 · this release exists; releases are never written again")
    if candidate.stat().st_dev != releases.stat().st_dev:
        raise WarehouseError(f"{candidate}: 须与 {releases} 在同一文件系统 · must be on the same file system")
    refuse_wal(candidate)
    _lock_files(candidate)
    reach("promote.before_sync")
    sync_tree(candidate)
    reach("promote.after_sync")
    reach("promote.before_rename")
    candidate.rename(release)
    reach("promote.after_rename")
    sync_path(releases)
    swap_current(releases, name)
    return release


def clear_leftovers(releases: Path) -> list[Path]:
    """Remove what a killed run left in the releases folder: temporary links, never a release. Returns what was removed."""
    removed = []
    reach("promote.before_clear")
    for path in sorted(releases.glob(f".{CURRENT}.*")):
        path.unlink()
        removed.append(path)
    reach("promote.after_clear")
    return removed


def copy_to_target(release: Path, target: Path) -> Path:
    """A full copy of a release in a shared folder: under a temporary name, then a rename, then CURRENT.txt names it.

    Shared folders often know no links, so analysts follow CURRENT.txt. Returns the copy's folder; one that is there already is kept.
    Raises OSError where the folder cannot be written.
    """
    release = release.resolve()
    target.mkdir(parents=True, exist_ok=True)
    copy, named = target / release.name, target / CURRENT_TEXT
    if copy.exists() and named.is_file() and named.read_text(encoding="utf-8").strip() == release.name:
        return copy
    if not copy.exists():
        part = target / f".{release.name}.part"
        shutil.rmtree(part, ignore_errors=True)
        reach("target.before_copy")
        shutil.copytree(release, part)
        sync_tree(part)
        reach("target.after_copy")
        part.rename(copy)
        reach("target.after_rename")
    fresh = target / f".{CURRENT_TEXT}.part"
    reach("target.before_current")
    fresh.write_text(f"{release.name}\n", encoding="utf-8")
    sync_path(fresh)
    fresh.replace(named)
    reach("target.after_current")
    sync_path(target)
    return copy
