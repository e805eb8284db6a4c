"""What the program and the county know, as a short hash: when it changes, reports are read again.

In: the installed rooms and a workspace's seeds. Out: twelve hex digits. Nobody has to raise a version by hand.

Example:
    reader_version(home / "seeds")       # "3f9a0c1be2d4"
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

READER = (("transforms", "read"), ("transforms", "raw"), ("seeds", "lexicon"))
"""Folders that decide what a text is read as."""
READER_SEEDS = ("indicators.csv", "units.csv", "items.csv")
SUFFIXES = (".py", ".csv", ".gz", ".sql")


def _walk(folder: Traversable) -> Iterable[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from ((f"{entry.name}/{name}", data) for name, data in _walk(entry))
        elif entry.name.endswith(SUFFIXES):
            yield entry.name, entry.read_bytes()


def _own(overlay: Path) -> Iterable[tuple[str, bytes]]:
    for path in sorted(overlay.rglob("*")):
        if path.is_file() and path.suffix in SUFFIXES:
            yield path.relative_to(overlay).as_posix(), path.read_bytes()


def reader_version(overlay: Path) -> str:
    """Hash of everything that decides how a text is read: code, lexicon, indicators, units, and the county's own seeds of these."""
    digest = sha256()
    for package, folder in READER:
        root = files(package).joinpath(folder)
        for name, data in _walk(root) if root.is_dir() else ():
            digest.update(f"{package}/{folder}/{name}\0".encode() + sha256(data).digest())
    for name in READER_SEEDS:
        digest.update(sha256(files("seeds").joinpath(name).read_bytes()).digest())
    for name, data in _own(overlay):
        if name in READER_SEEDS or name.startswith("lexicon/"):
            digest.update(f"own/{name}\0".encode() + sha256(data).digest())
    return digest.hexdigest()[:12]


def places_version(overlay: Path) -> str:
    """Hash of what decides where a document belongs: quarantined documents are tried again when it changes."""
    digest = sha256(reader_version(overlay).encode())
    root = files("seeds").joinpath("places")
    for name, data in _walk(root) if root.is_dir() else ():
        digest.update(f"{name}\0".encode() + sha256(data).digest())
    for name, data in _own(overlay):
        digest.update(f"own/{name}\0".encode() + sha256(data).digest())
    return digest.hexdigest()[:12]
