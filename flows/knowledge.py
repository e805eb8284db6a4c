"""What the program and the county know, as short hashes: when it changes, what it concerns is read again.

In: the installed rooms and a workspace's seeds. Out: the reader's parts and version; the version of what decides where a document
belongs. Nobody has to raise a version by hand.

Example:
    reader_version()                     # "3f9a0c1be2d4"
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from transforms.read.knowledge import Part, lexicon_parts, version_of

CODE = (("transforms", "read"), ("transforms", "raw"), ("transforms", "seeds"), ("transforms", "model.py"), ("flows", "reading.py"))
"""Rooms and modules that decide what a text is read as. A change of theirs concerns every text."""
FOR_PEOPLE = frozenset({"transforms/read/explain.py", "transforms/read/page.py", "transforms/read/knowledge.py"})
"""Modules of these rooms that read nothing."""
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


def _code() -> Iterable[tuple[str, bytes]]:
    for package, name in CODE:
        root = files(package).joinpath(name)
        found = (
            ((f"{package}/{name}/{own}", data) for own, data in _walk(root))
            if root.is_dir()
            else [(f"{package}/{name}", root.read_bytes())]
        )
        yield from (one for one in found if one[0] not in FOR_PEOPLE)


def code_part(code: Iterable[tuple[str, bytes]]) -> Part:
    """Modules by name, as one part that concerns every text."""
    digest = sha256()
    for name, data in code:
        digest.update(name.encode() + b"\0" + sha256(data).digest())
    return Part("code", "reader", digest.hexdigest()[:16], ())


@cache
def reader_parts() -> tuple[Part, ...]:
    """Everything that decides how a text is read; cached for the process."""
    return code_part(_code()), *lexicon_parts()


def reader_version() -> str:
    """Names what `reader_parts` says."""
    return version_of(reader_parts())


def places_version(overlay: Path) -> str:
    """Hash of what decides where a document belongs: quarantined documents are tried again when it changes."""
    digest = sha256(reader_version().encode())
    root = files("seeds").joinpath("places")
    for name, data in _walk(root) if root.is_dir() else ():
        digest.update(f"{name}\0".encode() + sha256(data).digest())
    for name, data in _own(overlay):
        digest.update(f"own/{name}\0".encode() + sha256(data).digest())
    return digest.hexdigest()[:12]
