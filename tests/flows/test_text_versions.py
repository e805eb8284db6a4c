"""A better reader makes a new text; the one it replaces is kept, and so are the bytes. A text that stays is not kept twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from flows.night import start_night
from flows.reading import find_report
from flows.stages.raw import Arrival
from flows.stages.read import Document, store_batch
from flows.workspace import make_workspace
from transforms.raw.formats import ReadDocument
from transforms.seeds.places import load_places
from transforms.warehouse.connection import open_workshop

TEXT = "杨集镇2022年政府工作报告\n一、2022年工作回顾\n全年完成财政收入3000万元。\n"
BETTER = TEXT + "新建学校2所。\n"


def read_as(text: str) -> Document:
    digest = sha256(b"the same bytes").hexdigest()
    arrival = Arrival(digest, "杨集镇2022.pdf", datetime(2023, 1, 5), 14)
    return Document(arrival, ReadDocument(text, "application/pdf"), find_report(text, "", load_places(), county_code="411426"))


def test_a_replaced_text_is_kept_and_one_that_stays_is_not_kept_twice(tmp_path: Path) -> None:
    make_workspace(tmp_path / "home", county="411426")
    night = start_night(tmp_path / "home")
    later = replace(night, run_id="later", started_at=datetime(2023, 2, 1))
    with open_workshop(night.workspace.workshop) as con:
        store_batch(con, night, [read_as(TEXT)])
        store_batch(con, later, [read_as(TEXT)])
        assert con.execute("SELECT count(*) FROM read.text_version").fetchone() == (0,)
        store_batch(con, later, [read_as(BETTER)])
        assert con.execute("SELECT text FROM read.text").fetchall() == [(BETTER,)]
        kept = con.execute("SELECT text, length, replaced_at, reader_version IS NOT NULL FROM read.text_version").fetchall()
        assert kept == [(TEXT, len(TEXT), datetime(2023, 2, 1), True)]
        store_batch(con, later, [read_as(TEXT)])
        assert con.execute("SELECT text FROM read.text_version ORDER BY length").fetchall() == [(TEXT,), (BETTER,)]
