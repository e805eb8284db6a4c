"""raw: what lies in the inbox and what was fetched, its bytes kept once.

In: HOME/inbox, HOME/archive, the workshop. Out: bytes in archive/ by sha256, and the list of documents to read: new ones, those that a
change of the reader concerns, those in quarantine where the knowledge that set them aside changed. The inbox is only read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import duckdb

from flows.exit_codes import XianzhiError
from flows.knowledge import places_version, reader_version
from flows.night import Night
from flows.stages.upgrade import spare_reports
from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats.archive import Member, is_archive, safe_name, unpack
from transforms.raw.formats.document import Limits
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register

register("archive.before_write", "archive.before_rename", "archive.after_rename")
ARCHIVE_HEADS = (b"PK", b"\x1f\x8b")
"""How .zip and .gz begin, and .docx too: `open_file` tells them apart."""
LARGEST = 200 * 1024 * 1024
"""Bytes; a larger file is left in the inbox and named."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document to read. `received_at` is UTC without zone."""

    sha256: str
    file_name: str
    received_at: datetime
    size_bytes: int
    is_archive: bool = False
    """A .zip or .gz: its bytes are kept, its documents are arrivals of their own."""
    problem: tuple[str, str] | None = None
    """Reason and hint, where it is known before reading that it cannot be read (a member of an archive)."""
    unread: tuple[tuple[str, str, str], ...] = ()
    """Of an archive: name, reason and hint of members that gave no bytes (links, locked or oversized ones). The archive keeps theirs."""
    source_url: str | None = None
    """Where it was fetched; None for what lay in the inbox."""

    @property
    def own_name(self) -> str:
        """The document's own name, without its archive's."""
        return self.file_name.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Collected:
    """What a night has to read, and what it could not take."""

    arrivals: tuple[Arrival, ...]
    refused: tuple[str, ...] = ()
    """Paths below the inbox with the reason."""


def archive_path(archive: Path, digest: str) -> Path:
    """Where the bytes of that hash are kept, by its first two digits."""
    return archive / digest[:2] / digest


def keep_bytes(archive: Path, digest: str, data: bytes) -> None:
    """Write the bytes once, whole or not at all."""
    path = archive_path(archive, digest)
    if path.is_file() and path.stat().st_size == len(data):
        return
    reach("archive.before_write")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{digest}.part")
    with part.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    reach("archive.before_rename")
    part.chmod(0o444)
    part.replace(path)
    reach("archive.after_rename")


def inbox_files(inbox: Path) -> Iterator[Path]:
    """Plain files of the inbox and its folders, sorted; hidden ones, links and half-copied ones are left alone."""
    if not inbox.is_dir():
        raise XianzhiError(f"{inbox}: 收件夹不见了 · the inbox is gone; 重建或重新挂载后再运行 · make or mount it, then run again")
    for path in sorted(inbox.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(inbox).parts)
        if path.is_file() and not path.is_symlink() and not hidden and not path.name.endswith((".part", ".tmp", ".crdownload")):
            yield path


def _known(con: duckdb.DuckDBPyConnection) -> set[str]:
    return {row[0] for row in con.execute("SELECT sha256 FROM raw.document").fetchall()}


def _again(con: duckdb.DuckDBPyConnection, night: Night) -> list[Arrival]:
    """Known documents to read anew: their reader changed, or they are in quarantine and what we know changed or a person asked."""
    version, places = reader_version(), places_version(night.seeds)
    rows = con.execute(
        """
        SELECT DISTINCT d.sha256, d.file_name, d.received_at, d.size_bytes, d.source_url
        FROM raw.document d
        LEFT JOIN read.report r USING (sha256)
        LEFT JOIN raw.quarantine q ON q.sha256 = d.sha256 AND q.resolved_at IS NULL
        WHERE (r.report_id IS NOT NULL AND r.reader_version IS DISTINCT FROM $version)
           OR (q.sha256 IS NOT NULL AND q.knowledge IS DISTINCT FROM $places)
        ORDER BY d.sha256
        """,
        {"version": version, "places": places},
    ).fetchall()
    return [Arrival(*row[:4], source_url=row[4]) for row in rows]


def _fetched(con: duckdb.DuckDBPyConnection) -> list[Arrival]:
    """What was fetched (raw.fetch) and is not a document yet."""
    rows = con.execute(
        """
        SELECT DISTINCT ON (sha256) sha256, file_name, requested_at, size_bytes, final_url FROM raw.fetch
        WHERE outcome = 'fetched' AND sha256 NOT IN (SELECT sha256 FROM raw.document) ORDER BY sha256, requested_at, url
        """
    ).fetchall()
    return [Arrival(*row[:4], source_url=row[4]) for row in rows]


def collect(night: Night) -> Collected:
    """Archive what is new in the inbox and list what has to be read. Raises XianzhiError where the inbox or the archive cannot be used."""
    workspace = night.workspace
    with open_workshop(workspace.workshop) as con:
        spare_reports(con, night)
        known, again = _known(con), [*_again(con, night), *_fetched(con)]
    arrivals = [one for arrival in again for one in _open_again(night, arrival, known)]
    known |= {one.sha256 for one in arrivals}
    refused: list[str] = []
    limits = night.settings.limits.as_limits()
    for path in inbox_files(workspace.inbox):
        if path.stat().st_size > LARGEST:
            refused.append(f"{safe_name(path.name)}: 大于 200 MB · larger than 200 MB")
            continue
        arrived = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
        for arrival, data in open_file(safe_name(path.name), path.read_bytes(), min(arrived, night.started_at), known, limits):
            known.add(arrival.sha256)
            keep_bytes(workspace.archive, arrival.sha256, data)
            arrivals.append(arrival)
    return Collected(tuple(arrivals), tuple(refused))


def open_file(name: str, data: bytes, arrived: datetime, known: set[str], limits: Limits) -> Iterator[tuple[Arrival, bytes]]:
    """A file as arrivals with their bytes: itself, and the documents in it where it is an archive. Known bytes are left out."""
    digest = sha256(data).hexdigest()
    if digest in known:
        return
    if not is_archive(data):
        yield Arrival(digest, name, arrived, len(data)), data
        return
    try:
        members = unpack(data, name, limits)
    except UnreadableDocument as error:
        yield Arrival(digest, name, arrived, len(data), problem=(error.reason, error.hint)), data
        return
    unread = tuple((f"{name}/{one.name}", one.problem.reason, one.problem.hint) for one in members if one.problem and not one.data)
    yield Arrival(digest, name, arrived, len(data), is_archive=True, unread=unread), data
    yield from _members(name, members, arrived, known | {digest})


def _members(name: str, members: Iterable[Member], arrived: datetime, known: set[str]) -> Iterator[tuple[Arrival, bytes]]:
    """An archive's documents that are not known yet."""
    seen = set(known)
    for member in members:
        own = sha256(member.data).hexdigest()
        if own in seen or (member.problem and not member.data):
            continue
        seen.add(own)
        problem = (member.problem.reason, member.problem.hint) if member.problem else None
        yield Arrival(own, f"{name}/{member.name}", arrived, len(member.data), problem=problem), member.data


def _open_again(night: Night, arrival: Arrival, known: set[str]) -> Iterator[Arrival]:
    """A known document that is read again; an archive is opened again for what it did not give the first time."""
    path = archive_path(night.workspace.archive, arrival.sha256)
    with path.open("rb") as stream:
        head = stream.read(2)
    if head not in ARCHIVE_HEADS:
        yield arrival
        return
    others, limits = known - {arrival.sha256}, night.settings.limits.as_limits()
    for one, data in open_file(arrival.file_name, path.read_bytes(), arrival.received_at, others, limits):
        known.add(one.sha256)
        keep_bytes(night.workspace.archive, one.sha256, data)
        yield replace(one, source_url=arrival.source_url)
