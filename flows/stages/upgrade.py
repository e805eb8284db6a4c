"""upgrade: which reports another reader has to read again, and which it may leave.

In: reports with the version that read them, the parts of that version and of this one (read.reader_part). Out: reports whose texts hold no
word of what changed carry this version from now on, unread; the others keep their old one, so that `raw.collect` lists them.

Example:
    spare_reports(con, night)            # before asking which documents to read again
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import polars as pl

from flows.knowledge import reader_parts, reader_version
from flows.log import log_event
from flows.night import Night
from transforms.read.knowledge import Change, Part, compare, concerns
from transforms.warehouse.store import LIST_JOIN, append_rows, to_frame, transaction

PORTION = 200
"""Texts held in memory at a time."""
TEXTS = "SELECT report_id, t.text, r.file_name FROM read.report AS r JOIN read.text AS t USING (report_id) WHERE r.reader_version = ?"
NAMED = "SELECT DISTINCT reader_version FROM read.report WHERE reader_version <> ?"
UNNAMED = "DELETE FROM read.reader_part WHERE reader_version <> ? AND reader_version NOT IN (SELECT reader_version FROM read.report)"


def parts_frame(version: str, parts: Sequence[Part]) -> pl.DataFrame:
    """Parts as rows of read.reader_part."""
    frame = to_frame("read.reader_part", parts, reader_version=version)
    return frame.with_columns(place=pl.int_range(frame.height, dtype=pl.Int32))


def is_recorded(con: duckdb.DuckDBPyConnection, version: str) -> bool:
    """Are that reader's parts in the workshop?"""
    return con.execute("SELECT 1 FROM read.reader_part WHERE reader_version = ? LIMIT 1", [version]).fetchone() is not None


def parts_of(con: duckdb.DuckDBPyConnection, version: str) -> tuple[Part, ...]:
    """What that reader knew; nothing where it was not recorded."""
    sql = "SELECT file, name, fingerprint, words FROM read.reader_part WHERE reader_version = ? ORDER BY place"
    rows = con.execute(sql, [version]).fetchall()
    return tuple(Part(file, name, mark, tuple(words.split(LIST_JOIN)) if words else ()) for file, name, mark, words in rows)


def change_since(con: duckdb.DuckDBPyConnection, version: str) -> Change:
    """What changed since that reader; everything where it is not known."""
    former = parts_of(con, version)
    return compare(former, reader_parts()) if former else Change(everything=True)


def unconcerned(con: duckdb.DuckDBPyConnection, version: str, change: Change) -> Iterator[str]:
    """Reports of that version whose texts the change cannot concern."""
    if change.everything:
        return
    found = con.execute(TEXTS, [version])
    while portion := found.fetchmany(PORTION):
        yield from (report_id for report_id, text, name in portion if not concerns(change, text, name or ""))


def spare_reports(con: duckdb.DuckDBPyConnection, night: Night) -> int:
    """Let reports that the change since their reading cannot concern carry this version. Returns how many."""
    now, spared = reader_version(), 0
    with transaction(con):
        for (version,) in con.execute(NAMED, [now]).fetchall():
            ids = list(unconcerned(con, version, change_since(con, version)))
            con.execute("UPDATE read.report SET reader_version = ? WHERE report_id IN (SELECT unnest(?::VARCHAR[]))", [now, ids])
            log_event(night, "reader", former=version, now=now, spared=len(ids))
            spared += len(ids)
        if not is_recorded(con, now):
            append_rows(con, "read.reader_part", parts_frame(now, reader_parts()), night.run_id)
        con.execute(UNNAMED, [now])
    return spared
