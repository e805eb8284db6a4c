"""read: documents become reports with mentions and claims, or go to quarantine with reason, candidates and hint.

In: arrivals whose bytes are archived. Out: raw.document, raw.quarantine, read.report, read.text, read.mention, read.claim: one
transaction per batch, so a killed run leaves whole documents or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Any

import duckdb
import polars as pl

from flows.knowledge import places_version, reader_version
from flows.log import log_event
from flows.night import Night
from flows.reading import Found, find_report
from flows.stages.raw import Arrival, archive_path
from flows.stages.retract import mark_retracted
from transforms.model import PlaceResolution
from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats import ReadDocument
from transforms.raw.formats.worker import Worker
from transforms.raw.versions import Delivery, settle_versions, text_digest
from transforms.seeds.places import PlaceIndex, load_places
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import replace_rows, to_frame, transaction, upsert_rows

register("read.before_batch", "read.after_batch", "read.before_settle", "read.after_settle")
BOX = ("box_left", "box_top", "box_right", "box_bottom")
NOT_A_REPORT = "网页里没有一个数字，多半是“页面不存在”：核对 seeds/sources.csv 的网址 · not a single figure on the page: check its address"
BY_REPORT = ("read.text", "read.position", "read.mention", "read.claim")


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
    source: ReadDocument | None = None
    """Text, type, encoding and positions; None where it could not be read."""
    found: Found | None = None
    aside: Aside | None = None
    is_copy: bool = False
    """The very same text came in another document: it is one report."""


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


def examine(arrival: Arrival, data: bytes, worker: Worker, places: PlaceIndex, county_code: str | None) -> Document:
    """Bytes to a report, or to the reason why they are none. Nothing that a document holds raises out of here."""
    if arrival.is_archive:
        return Document(arrival)
    if arrival.problem:
        return Document(arrival, aside=Aside("decode", *arrival.problem))
    try:
        source = worker.read(data, arrival.own_name)
    except UnreadableDocument as error:
        return Document(arrival, aside=Aside("decode", error.reason, error.hint))
    try:
        found = find_report(source.text, arrival.own_name, places, county_code=county_code, url=arrival.source_url)
    except ValueError as error:
        hint = f"看不出是哪一年的报告：把年份写入文件名 · no year can be told, put it into the file name ({error})"
        return Document(arrival, source, aside=Aside("year", "unknown_year", hint))
    except Exception as error:
        hint = f"读取程序出错，请把此文件交给维护者 · the reader failed, report it: {type(error).__name__}: {error}"
        return Document(arrival, source, aside=Aside("read", "extraction_failed", hint))
    if arrival.source_url and not found.reading.claims:
        return Document(arrival, source, aside=Aside("read", "not_a_report", NOT_A_REPORT))
    return Document(arrival, source, found, None if found.place.township else _place_aside(found.place))


def outcome_of(document: Document) -> str:
    """What became of it, as raw.document has it."""
    if document.arrival.is_archive:
        return "archive"
    if document.is_copy:
        return "duplicate"
    return "quarantine" if document.aside else "report"


def document_row(night: Night, document: Document) -> dict[str, Any]:
    """The document's row of raw.document."""
    arrival = document.arrival
    path = archive_path(night.workspace.archive, arrival.sha256)
    return {
        "sha256": arrival.sha256,
        "file_name": arrival.file_name,
        "media_type": document.source.media_type if document.source else "application/octet-stream",
        "received_at": arrival.received_at,
        "size_bytes": arrival.size_bytes,
        "encoding": (document.source.encoding or None) if document.source else None,
        "archive_path": path.relative_to(night.workspace.archive).as_posix(),
        "source_url": arrival.source_url,
        "outcome": outcome_of(document),
        "notes": "; ".join(document.source.notes) or None if document.source else None,
    }


def asides_of(document: Document) -> Iterator[tuple[str, Aside]]:
    """What was set aside, by file name: the document, and members of an archive that gave no bytes, each in a stage of its own."""
    if document.aside:
        yield document.arrival.file_name, document.aside
    for name, reason, hint in document.arrival.unread:
        yield name, Aside(f"unpack:{name.rpartition('/')[2]}", reason, hint)


def quarantine_rows(knowledge: str, document: Document, first_seen: datetime) -> Iterator[dict[str, Any]]:
    """The document's rows of raw.quarantine. `knowledge`: what was known when it was set aside."""
    for name, aside in asides_of(document):
        yield {
            "sha256": document.arrival.sha256,
            "stage": aside.stage,
            "reason": aside.reason,
            "hint": aside.hint,
            "file_name": name,
            "candidates": "; ".join(aside.candidates) or None,
            "first_seen": first_seen,
            "knowledge": knowledge,
        }


def report_row(document: Document, source: ReadDocument, found: Found, version: str) -> dict[str, Any]:
    """The document's row of read.report. Its place and year are known."""
    place, year = found.place.township, found.reading.year
    assert place is not None, "a document without a place goes to quarantine"
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
        "media_type": source.media_type,
        "is_ocr": source.ocr,
        "source_url": document.arrival.source_url,
        "place_evidence": "; ".join(f"{one.source}: {one.quote}" for one in found.place.evidence) or None,
        "reader_version": version,
    }


def _forget(con: duckdb.DuckDBPyConnection, digests: Sequence[str]) -> None:
    """Remove what an earlier reading of these documents said."""
    ids = [row[0] for row in con.execute("SELECT report_id FROM read.report WHERE list_contains(?, sha256)", [list(digests)]).fetchall()]
    for name in (*BY_REPORT, "read.report"):
        con.execute(f"DELETE FROM {name} WHERE list_contains(?, report_id)", [ids])


def former_texts(con: duckdb.DuckDBPyConnection, digests: Sequence[str]) -> pl.DataFrame:
    """The texts that these documents have now, as rows of read.text_version: what a better reader replaces is kept."""
    sql = """
        SELECT r.sha256, t.text_sha256, r.report_id, r.reader_version, t.length, t.text
        FROM read.text t JOIN read.report r USING (report_id) WHERE list_contains($digests, r.sha256)
    """
    return con.execute(sql, {"digests": list(digests)}).pl()


def _keep_replaced(con: duckdb.DuckDBPyConnection, night: Night, former: pl.DataFrame) -> None:
    """Keep those former texts that are no document's text any more."""
    now = former_texts(con, former.get_column("sha256").to_list()) if former.height else former
    replaced = former.join(now, on=["sha256", "text_sha256"], how="anti", nulls_equal=True)
    if replaced.height:
        upsert_rows(con, "read.text_version", replaced.with_columns(replaced_at=pl.lit(night.started_at)), night.run_id)


def text_row(report_id: str, text: str) -> dict[str, Any]:
    """The report's row of read.text."""
    return {"report_id": report_id, "text": text, "length": len(text), "text_sha256": sha256(text.encode()).hexdigest()}


def position_rows(source: ReadDocument) -> list[dict[str, Any]]:
    """Rows of read.position: where the text stood in a PDF, a table, a web page; plain text has none."""
    return [
        {"start": one.start, "end": one.end, "stood_at": one.where, "page": one.page} | dict(zip(BOX, one.box or (), strict=False))
        for one in source.positions
        if one.end > one.start
    ]


def _write_reports(con: duckdb.DuckDBPyConnection, night: Night, good: Sequence[tuple[Document, ReadDocument, Found]]) -> None:
    version = reader_version()
    rows = [report_row(document, source, found, version) for document, source, found in good]
    upsert_rows(con, "read.report", to_frame("read.report", rows), night.run_id)
    ids = [row["report_id"] for row in rows]
    parts = {
        "read.text": [[text_row(report_id, source.text)] for report_id, (_, source, _) in zip(ids, good, strict=True)],
        "read.position": [position_rows(source) for _, source, _ in good],
        "read.mention": [found.reading.mentions for _, _, found in good],
        "read.claim": [found.reading.claims for _, _, found in good],
    }
    for name, by_report in parts.items():
        replace_rows(con, name, _frame_of(name, ids, by_report), night.run_id, by="report_id", values=ids)


def _frame_of(name: str, ids: Sequence[str], by_report: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """The rows of all reports of a batch as one frame, each with its report's id."""
    owners = [report_id for report_id, rows in zip(ids, by_report, strict=True) for _ in rows]
    return to_frame(name, chain.from_iterable(by_report)).with_columns(pl.Series("report_id", owners, dtype=pl.String))


def _write_quarantine(con: duckdb.DuckDBPyConnection, night: Night, documents: Sequence[Document]) -> None:
    seen = dict(con.execute("SELECT sha256, min(first_seen) FROM raw.quarantine GROUP BY sha256").fetchall())
    con.execute(
        "UPDATE raw.quarantine SET resolved_at = ?, resolution = 'retried' WHERE resolved_at IS NULL AND list_contains(?, sha256)",
        [night.started_at, [document.arrival.sha256 for document in documents]],
    )
    knowledge, now = places_version(night.seeds), night.started_at
    rows = [row for one in documents for row in quarantine_rows(knowledge, one, seen.get(one.arrival.sha256, now))]
    upsert_rows(con, "raw.quarantine", to_frame("raw.quarantine", rows), night.run_id)


def mark_copies(con: duckdb.DuckDBPyConnection, documents: Sequence[Document]) -> list[Document]:
    """The documents, those marked whose text another report already has: a claim's id is that of its text."""
    known = {row[0] for row in con.execute("SELECT text_sha256 FROM read.text").fetchall()}
    marked = []
    for document in documents:
        digest = sha256(document.source.text.encode()).hexdigest() if document.source and not document.aside else None
        marked.append(replace(document, is_copy=digest in known) if digest else document)
        known |= {digest} if digest else set()
    return marked


def store_batch(con: duckdb.DuckDBPyConnection, night: Night, documents: Sequence[Document]) -> BatchResult:
    """Write one batch in one transaction."""
    reach("read.before_batch")
    with transaction(con):
        digests = [document.arrival.sha256 for document in documents]
        former = former_texts(con, digests)
        _forget(con, digests)
        documents = mark_copies(con, documents)
        good = [(one, one.source, one.found) for one in documents if one.source and one.found and not one.aside and not one.is_copy]
        upsert_rows(con, "raw.document", to_frame("raw.document", [document_row(night, one) for one in documents]), night.run_id)
        _write_quarantine(con, night, documents)
        _write_reports(con, night, good)
        _keep_replaced(con, night, former)
    reach("read.after_batch")
    log_documents(night, documents)
    aside = tuple(f"{name}: {one.reason}: {one.hint}" for document in documents for name, one in asides_of(document))
    members = sum(len(one.arrival.unread) for one in documents)
    return BatchResult(sum(not one.arrival.is_archive for one in documents) + members, len(good), aside)


def log_documents(night: Night, documents: Iterable[Document]) -> None:
    """What became of each document, in the run's log."""
    for one in documents:
        reason = one.aside.reason if one.aside else None
        log_event(night, "document", sha256=one.arrival.sha256, file_name=one.arrival.file_name, outcome=outcome_of(one), reason=reason)


def read_batch(night: Night, arrivals: Iterable[Arrival]) -> BatchResult:
    """Read one batch of archived documents and write what they say. Raises XianzhiError where the archive lost bytes."""
    places = load_places(night.seeds)
    county = night.settings.county or None
    documents = []
    with Worker(night.settings.limits.as_limits()) as worker:
        for arrival in arrivals:
            data = archive_path(night.workspace.archive, arrival.sha256).read_bytes()
            documents.append(examine(arrival, data, worker, places, county))
    with open_workshop(night.workspace.workshop) as con:
        return store_batch(con, night, documents)


def settle(night: Night) -> int:
    """Decide which of several reports on one township, year and kind counts. Returns how many are superseded."""
    reach("read.before_settle")
    with open_workshop(night.workspace.workshop) as con, transaction(con):
        mark_retracted(con)
        rows = con.execute(
            """
            SELECT r.report_id, r.township_id, r.year, r.kind, r.report_date, d.received_at, r.file_name, t.text, r.superseded_reason,
                   r.report_id IN (SELECT report_id FROM read.claim)
            FROM read.report r JOIN raw.document d USING (sha256) JOIN read.text t USING (report_id) ORDER BY r.report_id
            """
        ).fetchall()
        deliveries = [
            Delivery(report_id, (township, year, kind), report_date, received, name, text_digest(text), text[:200], told)
            for report_id, township, year, kind, report_date, received, name, text, reason, told in rows
            if reason != "retracted"
        ]
        settled = settle_versions(deliveries)
        con.execute(
            "UPDATE read.report SET superseded_by = NULL, superseded_reason = NULL WHERE superseded_reason IN ('corrected', 'same_text')"
        )
        for report_id, (by, reason) in settled.items():
            con.execute("UPDATE read.report SET superseded_by = ?, superseded_reason = ? WHERE report_id = ?", [by, reason, report_id])
    reach("read.after_settle")
    return len(settled)
