"""manifest.json: what a release consists of, so that anyone can tell whether it is whole.

In: a folder, facts about the run. Out: the manifest as a dict; `compare_folder` says what differs from it. The manifest names every
file but itself with size and SHA-256, every table with rows and content hash.

Example:
    faults = compare_folder(release, read_manifest(release))        # [] where the release is whole
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
FORMAT = 1


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return file_digest(handle, "sha256").hexdigest()


def list_files(folder: Path) -> dict[str, dict[str, Any]]:
    """Size and hash of every file below `folder` but the manifest, by path with "/"."""
    return {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": hash_file(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def make_manifest(folder: Path, facts: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]], content_hash: str) -> dict[str, Any]:
    """The manifest of a finished folder. `tables`: rows and hash by name; `facts`: release, run, dates, versions, counts."""
    return {"format": FORMAT, **facts, "content_hash": content_hash, "tables": dict(tables), "files": list_files(folder)}


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write manifest.json."""
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The folder's manifest. Raises FileNotFoundError or ValueError where it is gone or torn."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError(f"{folder / MANIFEST}: 不认识的格式 · unknown format")
    return manifest


def compare_folder(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """What differs between a folder and its manifest: missing, extra and changed files, one line each; [] where nothing does."""
    wanted, found = manifest["files"], list_files(folder)
    missing = [f"缺文件 · missing: {name}" for name in sorted(wanted.keys() - found.keys())]
    extra = [f"多文件 · not in the manifest: {name}" for name in sorted(found.keys() - wanted.keys())]
    changed = [f"内容已变 · changed: {name}" for name in sorted(wanted.keys() & found.keys()) if wanted[name] != found[name]]
    return missing + extra + changed
