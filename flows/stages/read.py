"""read: documents become reports with mentions and claims, or go to quarantine with reason, candidates and hint.

In: arrivals whose bytes are archived. Out: raw.document, raw.quarantine, read.report, read.text, read.mention, read.claim: one
transaction per batch, so a killed run leaves whole documents or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import duckdb

from flows.knowledge import places_version, reader_version
from flows.night import Night
from flows.reading import Found, find_report
from flows.stages.raw import Arrival, archive_path
from transforms.model import PlaceResolution
from transforms.raw.decode import UnreadableDocument, decode_text
from transforms.seeds.places import PlaceIndex, load_places
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import replace_rows, to_frame, transaction, upsert_rows

register("read.before_batch", "read.after_batch", "read.before_settle", "read.after_settle")
BY_REPORT = ("read.text", "read.mention", "read.claim")


@dataclass(frozen=True, slots=True)
class Aside:
    """Why a document was set aside."""

    stage: str
    reason: str
    hint: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One document after reading: a report, or why it is none."""

    arrival: Arrival
    encoding: str | None
    text: str | None
    found: Found | None
    aside: Aside | None


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What one batch came to."""

    documents: int
    reports: int
    quarantined: tuple[str, ...]
    """File names with the reason."""


def _place_aside(place: PlaceResolution) -> Aside:
    names = tuple(f"{one.code} {one.province}{one.city}{one.county}{one.name}" for one in place.candidates)
    written = place.name_as_written or "（未见地名 · no place name）"
    if place.outcome == "ambiguous":
        return Aside(
            "identity",
            "ambiguous_place",
            f"{written} 有 {len(names)} 个候选：在 xianzhi.toml 写明 county，或把县名写入文件名 · several candidates: set county",
            names,
        )
    return Aside(
        "identity",
        "unknown_place",
        f"{written} 不在本工作区的乡镇中：核对 county，或在 seeds/places 添加乡镇或别名 · not in this workspace's places",
        names,
    )


def examine(arrival: Arrival, data: bytes, places: PlaceIndex, county_code: str | None) -> Document:
    """Bytes to a report, or to the reason why they are none. Nothing that a document holds raises out of here."""
    try:
        decoded = decode_text(data)
    except UnreadableDocument as error:
        return Document(arrival, None, None, None, Aside("decode", error.reason, error.hint))
    try:
        found = find_report(decoded.text, arrival.file_name, places, county_code=county_code)
    except ValueError as error:
        hint = f"看不出是哪一年的报告：把年份写入文件名 · no year can be told, put it into the file name ({error})"
        return Document(arrival, decoded.encoding, decoded.text, None, Aside("year", "unknown_year", hint))
    except Exception as error:
        hint = f"读取程序出错，请把此文件交给维护者 · the reader failed, report it: {type(error).__name__}: {error}"
        return Document(arrival, decoded.encoding, decoded.text, None, Aside("read", "extraction_failed", hint))
    aside = None if found.place.township else _place_aside(found.place)
    return Document(arrival, decoded.encoding, decoded.text, found, aside)


def document_row(night: Night, document: Document) -> dict[str, Any]:
    """The document's row of raw.document."""
    arrival = document.arrival
    path = archive_path(night.workspace.archive, arrival.sha256)
    return {
        "sha256": arrival.sha256,
        "file_name": arrival.file_name,
        "media_type": "text/plain" if document.encoding else "application/octet-stream",
        "received_at": arrival.received_at,
        "size_bytes": arrival.size_bytes,
        "encoding": document.encoding,
        "archive_path": path.relative_to(night.workspace.archive).as_posix(),
        "outcome": "quarantine" if document.aside else "report",
    }


def quarantine_row(night: Night, document: Document, aside: Aside, first_seen: datetime) -> dict[str, Any]:
    """The document's row of raw.quarantine."""
    return {
        "sha256": document.arrival.sha256,
        "stage": aside.stage,
        "reason": aside.reason,
        "hint": aside.hint,
        "file_name": document.arrival.file_name,
        "candidates": "; ".join(aside.candidates) or None,
        "first_seen": first_seen,
        "knowledge": places_version(night.seeds),
    }


def report_row(document: Document, found: Found, version: str) -> dict[str, Any]:
    """The document's row of read.report. Its place and year are known."""
    place, year = found.place.township, found.reading.year
    assert place is not None
    return {
        "report_id": f"{place.township_id}:{year.year}:{year.kind}:{document.arrival.sha256[:8]}",
        "sha256": document.arrival.sha256,
        "township_id": place.township_id,
        "township_code": place.code,
        "township": place.name,
        "county": place.county,
        "year": year.year,
        "year_kind": year.year_kind,
        "year_rule": year.rule,
        "year_disagreement": year.disagreement or None,
        "report_date": year.report_date,
        "kind": year.kind,
        "session": year.session or None,
        "speaker": year.speaker or None,
        "file_name": document.arrival.file_name,
        "media_type": "text/plain",
        "place_evidence": "; ".join(f"{one.source}: {one.quote}" for one in found.place.evidence) or None,
        "reader_version": version,
    }


def _forget(con: duckdb.DuckDBPyConnection, digests: Sequence[str]) -> None:
    """Remove what an earlier reading of these documents said."""
    ids = [row[0] for row in con.execute("SELECT report_id FROM read.report WHERE list_contains(?, sha256)", [list(digests)]).fetchall()]
    for name in (*BY_REPORT, "read.report"):
        con.execute(f"DELETE FROM {name} WHERE list_contains(?, report_id)", [ids])


def _write_reports(con: duckdb.DuckDBPyConnection, night: Night, good: Sequence[tuple[Document, Found]]) -> None:
    version = reader_version(night.seeds)
    rows = [report_row(document, found, version) for document, found in good]
    upsert_rows(con, "read.report", to_frame("read.report", rows), night.run_id)
    for (document, found), row in zip(good, rows, strict=True):
        report_id, text = row["report_id"], document.text or ""
        frames = {
            "read.text": to_frame("read.text", [{"report_id": report_id, "text": text, "length": len(text)}]),
            "read.mention": to_frame("read.mention", found.reading.mentions, report_id=report_id),
            "read.claim": to_frame("read.claim", found.reading.claims, report_id=report_id),
        }
        for name, frame in frames.items():
            replace_rows(con, name, frame, night.run_id, by="report_id", values=[report_id])


def _write_quarantine(con: duckdb.DuckDBPyConnection, night: Night, documents: Sequence[Document]) -> None:
    seen = dict(con.execute("SELECT sha256, min(first_seen) FROM raw.quarantine GROUP BY sha256").fetchall())
    con.execute(
        "UPDATE raw.quarantine SET resolved_at = ?, resolution = 'retried' WHERE resolved_at IS NULL AND list_contains(?, sha256)",
        [night.started_at, [document.arrival.sha256 for document in documents]],
    )
    rows = [
        quarantine_row(night, document, document.aside, seen.get(document.arrival.sha256, night.started_at))
        for document in documents
        if document.aside
    ]
    upsert_rows(con, "raw.quarantine", to_frame("raw.quarantine", rows), night.run_id)


def store_batch(con: duckdb.DuckDBPyConnection, night: Night, documents: Sequence[Document]) -> BatchResult:
    """Write one batch in one transaction."""
    good = [(document, document.found) for document in documents if document.found and not document.aside]
    reach("read.before_batch")
    with transaction(con):
        _forget(con, [document.arrival.sha256 for document in documents])
        upsert_rows(con, "raw.document", to_frame("raw.document", [document_row(night, one) for one in documents]), night.run_id)
        _write_quarantine(con, night, documents)
        _write_reports(con, night, good)
    reach("read.after_batch")
    aside = tuple(f"{one.arrival.file_name}: {one.aside.reason}: {one.aside.hint}" for one in documents if one.aside)
    return BatchResult(len(documents), len(good), aside)


def read_batch(night: Night, arrivals: Iterable[Arrival]) -> BatchResult:
    """Read one batch of archived documents and write what they say. Raises XianzhiError where the archive lost bytes."""
    places = load_places(night.seeds)
    county = night.settings.county or None
    documents = []
    for arrival in arrivals:
        data = archive_path(night.workspace.archive, arrival.sha256).read_bytes()
        documents.append(examine(arrival, data, places, county))
    with open_workshop(night.workspace.workshop) as con:
        return store_batch(con, night, documents)


def text_digest(text: str) -> str:
    """Hash of a text without its white space: equal for the same words in two files."""
    return sha256("".join(text.split()).encode()).hexdigest()


def settle(night: Night) -> int:
    """Decide which of several reports on one township, year and kind counts. Returns how many are superseded."""
    from transforms.raw.versions import Delivery, settle_versions

    reach("read.before_settle")
    with open_workshop(night.workspace.workshop) as con, transaction(con):
        rows = con.execute(
            """
            SELECT r.report_id, r.township_id, r.year, r.kind, r.report_date, d.received_at, r.file_name, t.text, r.superseded_reason
            FROM read.report r JOIN raw.document d USING (sha256) JOIN read.text t USING (report_id) ORDER BY r.report_id
            """
        ).fetchall()
        deliveries = [
            Delivery(report_id, (township, year, kind), report_date, received, name, text_digest(text), text[:200])
            for report_id, township, year, kind, report_date, received, name, text, reason in rows
            if reason != "retracted"
        ]
        settled = settle_versions(deliveries)
        con.execute(
            "UPDATE read.report SET superseded_by = NULL, superseded_reason = NULL "
            "WHERE coalesce(superseded_reason, '') NOT IN ('', 'retracted')"
        )
        for report_id, (by, reason) in settled.items():
            con.execute("UPDATE read.report SET superseded_by = ?, superseded_reason = ? WHERE report_id = ?", [by, reason, report_id])
    reach("read.after_settle")
    return len(settled)
