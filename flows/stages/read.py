"""read: documents become reports with mentions and claims, or go to quarantine with reason, candidates and hint.

In: arrivals whose bytes are archived. Out: raw.document, raw.quarantine, read.report, read.text, read.mention, read.claim: one
transaction per batch, so a killed run leaves whole documents or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows.knowledge import places_version, reader_version
from flows.night import Night
from flows.reading import Found, find_report
from flows.stages.raw import Arrival, archive_path
from flows.stages.retract import mark_retracted
from flows.stages.staging import BatchResult, Staged, Told, clear_staged, read_staged, store_staged
from transforms.model import PlaceKind, PlaceResolution
from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats import ReadDocument
from transforms.raw.formats.worker import Worker
from transforms.raw.versions import Delivery, settle_versions, text_digest
from transforms.seeds.places import PlaceIndex, load_places
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import to_frame, transaction

register("read.before_settle", "read.after_settle")
BOX = ("box_left", "box_top", "box_right", "box_bottom")
NOT_A_REPORT = "网页里没有一个数字，多半是“页面不存在”：核对 seeds/sources.csv 的网址 · not a single figure on the page: check its address"


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


def _place_aside(place: PlaceResolution) -> Aside:
    names = place.named
    written = place.name_as_written or "（未见地名 · no place name）"
    if place.outcome == "ambiguous":
        return Aside(
            "identity",
            "ambiguous_place",
            f"{written} 有 {len(names)} 个候选：在 xianzhi.toml 写明 county，或把县名写入文件名 · several candidates: set county",
            names,
        )
    if place.kind == PlaceKind.COUNTY:
        return Aside(
            "identity",
            "unknown_place",
            f"{written}政府的报告，不是本县的：只收本县和本县乡镇的报告；确是本县则核对 xianzhi.toml 的 county · "
            "the report of another government than this county's; if it is this county's, check county in xianzhi.toml",
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
    return Document(arrival, source, found, None if found.place.outcome == "resolved" else _place_aside(found.place))


def outcome_of(document: Document) -> str:
    """What became of it, as raw.document has it. A copy of another report's text is found out when it is stored."""
    if document.arrival.is_archive:
        return "archive"
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


def place_of(place: PlaceResolution) -> dict[str, str]:
    """The place's columns of read.report. A county's own report has the county's code and name where others have a township's."""
    if place.county:
        code, name = place.county.code, place.county.name
        return {"place_kind": place.kind, "township_id": code, "township_code": code, "township": name, "county": name}
    town = place.township
    assert town is not None, "a document without a place goes to quarantine"
    own = {"township_id": town.township_id, "township_code": town.code, "township": town.name, "county": town.county}
    return {"place_kind": place.kind, **own}


def report_row(document: Document, source: ReadDocument, found: Found, version: str) -> dict[str, Any]:
    """The document's row of read.report. Its place and year are known."""
    place, year = place_of(found.place), found.reading.year
    return {
        "report_id": f"{place['township_id']}:{year.year}:{year.kind}:{document.arrival.sha256[:8]}",
        "sha256": document.arrival.sha256,
        **place,
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


def report_frames(night: Night, good: Sequence[tuple[Document, ReadDocument, Found]]) -> dict[str, pl.DataFrame]:
    """What the reports of a batch say, by table."""
    version = reader_version()
    rows = [report_row(document, source, found, version) for document, source, found in good]
    ids = [row["report_id"] for row in rows]
    parts = {
        "read.text": [[text_row(report_id, source.text)] for report_id, (_, source, _) in zip(ids, good, strict=True)],
        "read.position": [position_rows(source) for _, source, _ in good],
        "read.mention": [found.reading.mentions for _, _, found in good],
        "read.claim": [found.reading.claims for _, _, found in good],
    }
    return {"read.report": to_frame("read.report", rows)} | {name: _frame_of(name, ids, by_report) for name, by_report in parts.items()}


def _frame_of(name: str, ids: Sequence[str], by_report: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """The rows of all reports of a batch as one frame, each with its report's id."""
    owners = [report_id for report_id, rows in zip(ids, by_report, strict=True) for _ in rows]
    return to_frame(name, chain.from_iterable(by_report)).with_columns(pl.Series("report_id", owners, dtype=pl.String))


def stage_documents(night: Night, documents: Sequence[Document]) -> Staged:
    """A batch after reading as rows by table. Whether a text is another report's copy is seen when it is stored."""
    knowledge, now = places_version(night.seeds), night.started_at
    quarantine = [row for one in documents for row in quarantine_rows(knowledge, one, now)]
    good = [(one, one.source, one.found) for one in documents if one.source and one.found and not one.aside]
    frames = {
        "raw.document": to_frame("raw.document", [document_row(night, one) for one in documents]),
        "raw.quarantine": to_frame("raw.quarantine", quarantine),
        **report_frames(night, good),
    }
    told = tuple(
        Told(one.arrival.sha256, one.arrival.file_name, outcome_of(one), one.aside.reason if one.aside else None) for one in documents
    )
    aside = tuple(f"{name}: {one.reason}: {one.hint}" for document in documents for name, one in asides_of(document))
    counted = sum((not one.arrival.is_archive) + len(one.arrival.unread) for one in documents)
    return Staged(frames, told, aside, counted)


def store_batch(con: duckdb.DuckDBPyConnection, night: Night, documents: Sequence[Document]) -> BatchResult:
    """Write one batch of documents that were read here."""
    return store_staged(con, night, stage_documents(night, documents))


def examine_batch(night: Night, arrivals: Iterable[Arrival]) -> Staged:
    """Read one batch of archived documents; the workshop is not touched. Raises OSError where the archive lost bytes."""
    places = load_places(night.seeds)
    county = night.settings.county or None
    documents = []
    with Worker(night.settings.limits.as_limits()) as worker:
        for arrival in arrivals:
            data = archive_path(night.workspace.archive, arrival.sha256).read_bytes()
            documents.append(examine(arrival, data, worker, places, county))
    return stage_documents(night, documents)


def read_batch(night: Night, arrivals: Iterable[Arrival]) -> BatchResult:
    """Read one batch of archived documents and write what they say. Raises OSError where the archive lost bytes."""
    staged = examine_batch(night, arrivals)
    with open_workshop(night.workspace.workshop, memory_limit=night.settings.run.memory_limit) as con:
        return store_staged(con, night, staged)


def store_apart(night: Night, wait: Callable[[], str]) -> BatchResult:
    """Write a batch that was read in another process, as soon as `wait` gives its folder, and clear that away."""
    folder = Path(wait())
    with open_workshop(night.workspace.workshop, memory_limit=night.settings.run.memory_limit) as con:
        result = store_staged(con, night, read_staged(folder))
    clear_staged(folder)
    return result


RIVALS = """
    SELECT r.report_id, r.township_id, r.year, r.kind, r.report_date, d.received_at, r.file_name, t.text,
           r.report_id IN (SELECT report_id FROM read.claim)
    FROM read.report r JOIN raw.document d USING (sha256) JOIN read.text t USING (report_id)
    WHERE r.superseded_reason IS DISTINCT FROM 'retracted'
    QUALIFY count(*) OVER (PARTITION BY r.township_id, r.year, r.kind) > 1 ORDER BY r.report_id
"""
"""Reports that are not alone on their township, year and kind: only of these can one supersede another."""


def settle(night: Night) -> int:
    """Decide which of several reports on one township, year and kind counts. Returns how many are superseded."""
    reach("read.before_settle")
    with open_workshop(night.workspace.workshop, memory_limit=night.settings.run.memory_limit) as con, transaction(con):
        mark_retracted(con)
        deliveries = [
            Delivery(report_id, (township, year, kind), report_date, received, name, text_digest(text), text[:200], told)
            for report_id, township, year, kind, report_date, received, name, text, told in con.execute(RIVALS).fetchall()
        ]
        settled = settle_versions(deliveries)
        con.execute(
            "UPDATE read.report SET superseded_by = NULL, superseded_reason = NULL WHERE superseded_reason IN ('corrected', 'same_text')"
        )
        for report_id, (by, reason) in settled.items():
            con.execute("UPDATE read.report SET superseded_by = ?, superseded_reason = ? WHERE report_id = ?", [by, reason, report_id])
    reach("read.after_settle")
    return len(settled)
