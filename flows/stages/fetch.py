"""fetch: reports that stand on web sites, brought into the archive.

In: seeds/sources.csv, the settings under [fetch], what was fetched before. Out: bytes in archive/, one row of raw.fetch per address asked,
with the headers; `collect` takes from there what is new. Nothing that a web site does fails the run: a source that gives nothing is a
question for the steward (check `source_answers`).

An address that gave a report is asked again after `every_days`, one that did not in the next night; the longest unasked comes first, so
that a list too long for one night's time is worked off over several.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

from flows.io.fetching import AGENT, Fetched, Fetcher, Rules, place_of
from flows.night import Night
from flows.stages.raw import keep_bytes
from transforms.model import Township
from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats.worker import Worker
from transforms.raw.identity import resolve_place
from transforms.raw.versions import text_digest
from transforms.seeds.places import PlaceIndex, load_places
from transforms.seeds.sources import Source, load_sources
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import to_frame, transaction, upsert_rows

register("fetch.before_ask", "fetch.after_record")
ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}")
KEPT_HEADERS = 40
HEADER_LENGTH = 1000
LAST = """
    SELECT url, max(requested_at) AS asked_at, max(requested_at) FILTER (sha256 IS NOT NULL) AS answered_at,
           arg_max(struct_pack(sha256, text_sha256, file_name, etag, last_modified), requested_at) FILTER (sha256 IS NOT NULL) AS copy
    FROM raw.fetch GROUP BY url
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address: when it was asked, when it last gave something, and the copy that is kept."""

    asked_at: datetime
    answered_at: datetime | None
    copy: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Errand:
    """An address to ask, and the township it is about."""

    source: Source
    township: Township | None
    known: Known | None = None
    problem: str = ""

    @property
    def file_name(self) -> str:
        """What the document is called: county, township, year, and the ending of the address, where it has one."""
        place = self.township
        ending = PurePosixPath(unquote(urlsplit(self.source.url).path)).suffix
        named = f"{place.county}{place.name}" if place else self.source.township
        return f"{named}{self.source.year}年政府工作报告{ending if ENDING.fullmatch(ending) else ''}"


def fetch_sources(night: Night) -> int:
    """Ask what is due, keep what came. Returns how many documents are new. Raises SeedError for a sources.csv without its columns."""
    reach("fetch.before_ask")
    sources = load_sources(night.seeds)
    if not sources:
        return 0
    with open_workshop(night.workspace.workshop) as con:
        known = {url: Known(asked, answered, copy or {}) for url, asked, answered, copy in con.execute(LAST).fetchall()}
    errands = list(due_errands(sources, known, night))
    answers = asyncio.run(ask_all(errands, rules_of(night, sources), night.settings.fetch.minutes * 60))
    with Worker(night.settings.limits.as_limits()) as worker:
        rows = [attempt_row(night, errand, answer, worker) for errand, answer in zip(errands, answers, strict=False)]
    with open_workshop(night.workspace.workshop) as con, transaction(con):
        upsert_rows(con, "raw.fetch", to_frame("raw.fetch", rows), night.run_id)
        con.execute("UPDATE raw.fetch SET listed = list_contains(?, url)", [[one.url for one in sources]])
    reach("fetch.after_record")
    return sum(row["outcome"] == "fetched" for row in rows)


def rules_of(night: Night, sources: Iterable[Source]) -> Rules:
    """What the county allows: the hosts of its sources and those it adds."""
    fetch = night.settings.fetch
    own = (place_of(httpx.URL(one.url)) for one in sources if not one.problem)
    agent = f"{AGENT}/0.1 (+{fetch.contact})" if fetch.contact else f"{AGENT}/0.1"
    return Rules(
        hosts=frozenset({*own, *(host.lower() for host in fetch.hosts)}),
        networks=fetch.networks,
        agent=agent,
        seconds=fetch.seconds,
        pause=fetch.pause,
        max_bytes=night.settings.limits.as_limits().max_bytes,
    )


def due_errands(sources: Iterable[Source], known: Mapping[str, Known], night: Night) -> Iterator[Errand]:
    """What to ask tonight, the longest unasked first; rows that cannot be used come along with what is wrong."""
    places, since = load_places(night.seeds), night.started_at - timedelta(days=night.settings.fetch.every_days)
    never = datetime.min
    for source in sorted(sources, key=lambda one: known[one.url].asked_at if one.url in known else never):
        last = known.get(source.url)
        if last and last.answered_at and last.answered_at == last.asked_at and last.answered_at > since:
            continue
        township, problem = (None, source.problem) if source.problem else find_township(source, places, night.settings.county)
        yield Errand(source, township, last, problem)


def find_township(source: Source, places: PlaceIndex, county_code: str) -> tuple[Township | None, str]:
    """The township that a row names by code, name or alias, else what is wrong with it."""
    rows = [row for row in places.history(source.township) if not county_code or row.county_code == county_code]
    if rows:
        return rows[-1], ""
    found = resolve_place(source.township, "", places, county_code=county_code or None, url=source.url)
    if found.township:
        return found.township, ""
    names = "、".join(f"{one.code} {one.county}{one.name}" for one in found.candidates[:7])
    kind = (
        "有多个乡镇同名，请写九位代码 · several townships of that name"
        if found.outcome == "ambiguous"
        else "不是本县乡镇 · no township here"
    )
    return None, f"{source.township}: {kind}{f' ({names})' if names else ''}"


async def ask_all(errands: Sequence[Errand], rules: Rules, seconds: float) -> list[Fetched]:
    """Ask one after the other until time is up; answers in the errands' order, perhaps fewer."""
    answers: list[Fetched] = []
    try:
        async with asyncio.timeout(seconds), Fetcher(rules) as fetcher:
            for errand in errands:
                if errand.problem:
                    answers.append(Fetched("bad_row", errand.source.url, detail=errand.problem))
                    continue
                copy = errand.known.copy if errand.known else {}
                back = {"etag": copy.get("etag") or "", "last-modified": copy.get("last_modified") or ""}
                answers.append(await fetcher.fetch(errand.source.url, back))
    except TimeoutError:
        pass
    return answers


def attempt_row(night: Night, errand: Errand, answer: Fetched, worker: Worker) -> dict[str, Any]:
    """The row of raw.fetch; the bytes are kept first where they say something new."""
    source, copy = errand.source, dict(errand.known.copy) if errand.known else {}
    row: dict[str, Any] = {
        "url": source.url,
        "requested_at": night.started_at,
        "township": source.township,
        "township_id": errand.township.township_id if errand.township else None,
        "year": source.year,
        "outcome": answer.outcome,
        "status": answer.status,
        "final_url": answer.url,
        "detail": answer.detail or None,
        "headers": kept_headers(answer.headers),
        "listed": True,
    }
    if answer.outcome == "not_modified":
        return row | copy
    if answer.outcome != "fetched":
        return row
    digest, words = sha256(answer.body).hexdigest(), words_digest(answer.body, errand.file_name, worker)
    told = {"etag": answer.headers.get("etag"), "last_modified": answer.headers.get("last-modified")}
    if copy.get("sha256") == digest or (words and copy.get("text_sha256") == words):
        return row | copy | told | {"outcome": "same_bytes" if copy["sha256"] == digest else "same_words"}
    keep_bytes(night.workspace.archive, digest, answer.body)
    kept = {"sha256": digest, "size_bytes": len(answer.body), "text_sha256": words, "file_name": errand.file_name}
    return row | told | kept


def words_digest(body: bytes, name: str, worker: Worker) -> str | None:
    """Hash of the words in it: a page whose counter of visitors went up says nothing new. None where no words can be read."""
    try:
        return text_digest(worker.read(body, name).text)
    except UnreadableDocument:
        return None


def kept_headers(headers: Mapping[str, str]) -> str | None:
    """The answer's headers as JSON, cut to a sane size; cookies are nobody's business."""
    chosen = [(name, value[:HEADER_LENGTH]) for name, value in headers.items() if name != "set-cookie"][:KEPT_HEADERS]
    return json.dumps(dict(chosen), ensure_ascii=False, sort_keys=True) if chosen else None
