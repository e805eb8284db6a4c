"""What may go after a while: the dry run names it and touches nothing, the real one takes exactly that, a report's bytes never go."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

import pytest

from flows.night import Night, start_night
from flows.reading import find_report
from flows.stages.raw import Arrival, archive_path, keep_bytes
from flows.stages.read import Aside, Document, store_batch
from flows.stages.retention import prune
from flows.workspace import make_workspace
from transforms.raw.formats import ReadDocument
from transforms.seeds.places import load_places
from transforms.warehouse.connection import open_workshop

TEXT = "杨集镇2022年政府工作报告\n一、2022年工作回顾\n全年完成财政收入3000万元。\n"
LONG_AGO, LATELY = datetime(2020, 1, 1), datetime(2023, 4, 1)
KINDS = ("report", "copy", "young copy", "dismissed", "open")


def document(night: Night, kind: str) -> Document:
    """A document of its own bytes; copies have the report's text."""
    digest = sha256(kind.encode()).hexdigest()
    keep_bytes(night.workspace.archive, digest, kind.encode())
    arrival = Arrival(digest, f"{kind}.txt", LATELY if kind == "young copy" else LONG_AGO, len(kind))
    if kind in ("dismissed", "open"):
        return Document(arrival, aside=Aside("identity", "unknown_place", "-"))
    return Document(arrival, ReadDocument(TEXT, "text/plain"), find_report(TEXT, "", load_places(), county_code="411426"))


@pytest.fixture
def night(tmp_path) -> Night:
    make_workspace(tmp_path / "home", county="411426")
    night = start_night(tmp_path / "home", date(2023, 4, 10))
    with open_workshop(night.workspace.workshop) as con:
        store_batch(con, night, [document(night, kind) for kind in KINDS])
        con.execute("UPDATE raw.quarantine SET resolved_at = now()::TIMESTAMP, resolution = 'dismissed' WHERE file_name = 'dismissed.txt'")
    return night


def kept(night: Night) -> set[str]:
    return {kind for kind in KINDS if archive_path(night.workspace.archive, sha256(kind.encode()).hexdigest()).is_file()}


def run(night: Night, archive_days: int, *, dry_run: bool) -> int:
    return len(prune(night, releases=30, days=400, archive_days=archive_days, dry_run=dry_run))


def days_to(night: Night, moment: datetime) -> int:
    return (night.started_at - moment).days


def test_the_dry_run_says_what_the_real_one_takes(night):
    days = days_to(night, LATELY) + 30
    assert run(night, days, dry_run=True) == 2
    assert kept(night) == set(KINDS)
    assert run(night, days, dry_run=False) == 2
    assert kept(night) == {"report", "young copy", "open"}
    assert run(night, days, dry_run=False) == 0
    with open_workshop(night.workspace.workshop) as con:
        gone = con.execute("SELECT file_name FROM raw.document WHERE outcome = 'pruned' ORDER BY file_name").fetchall()
    assert gone == [("copy.txt",), ("dismissed.txt",)]


def test_nothing_of_the_archive_goes_unless_it_is_asked_for(night):
    assert run(night, 0, dry_run=False) == 0
    assert kept(night) == set(KINDS)


def test_a_pruned_document_that_comes_again_is_known(night):
    from flows.stages.raw import collect

    run(night, days_to(night, LATELY) + 30, dry_run=False)
    (night.workspace.inbox / "copy.txt").write_text("copy", encoding="utf-8")
    (night.workspace.inbox / "other.txt").write_text("other", encoding="utf-8")
    assert [one.file_name for one in collect(night).arrivals] == ["other.txt"]
