"""A new version of the reader: reports that its change cannot concern are left as they are, the others are read again, and what is said in
the end is what a full reading says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from flows.knowledge import code_part, reader_parts
from flows.night import start_night
from flows.reading import find_report
from flows.stages import raw, read, upgrade
from flows.workspace import make_workspace
from transforms.publish.manifest import read_manifest
from transforms.raw.formats import ReadDocument
from transforms.read.knowledge import Part, version_of
from transforms.seeds.places import load_places
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.promote import current_release

ROOT = Path(__file__).resolve().parents[2]
SCHOOL, ROAD = (
    f"杨集镇{year}年政府工作报告\n一、{year}年工作回顾\n全年新建{what}。\n" for year, what in ((2021, "学校2所"), (2022, "公路3公里"))
)


@pytest.fixture
def night(tmp_path):
    """A workspace with two reports that were read tonight."""
    make_workspace(tmp_path / "home", county="411426")
    night = start_night(tmp_path / "home", date(2023, 4, 10))
    raw.collect(night)
    with open_workshop(night.workspace.workshop) as con:
        read.store_batch(con, night, [document(night, text) for text in (SCHOOL, ROAD)])
    return night


def document(night, text: str) -> read.Document:
    data = text.encode()
    digest = sha256(data).hexdigest()
    raw.keep_bytes(night.workspace.archive, digest, data)
    arrival = raw.Arrival(digest, "报告.txt", night.started_at, len(data))
    return read.Document(arrival, ReadDocument(text, "text/plain"), find_report(text, "", load_places(), county_code="411426"))


def upgrade_to(monkeypatch, *parts: Part) -> str:
    version = version_of(parts)
    monkeypatch.setattr(upgrade, "reader_parts", lambda: parts)
    for module in (upgrade, raw):
        monkeypatch.setattr(module, "reader_version", lambda: version)
    return version


def read_again(night) -> list[str]:
    return [raw.archive_path(night.workspace.archive, one.sha256).read_text(encoding="utf-8") for one in raw.collect(night).arrivals]


def test_the_same_reader_reads_nothing_again(night):
    assert read_again(night) == []


def test_a_new_word_reads_again_only_the_reports_that_hold_it(night, monkeypatch):
    now = upgrade_to(monkeypatch, *reader_parts(), Part("lexicon/words.csv", "verb:学校", "x", ("学校",)))
    assert read_again(night) == [SCHOOL]
    with open_workshop(night.workspace.workshop) as con:
        assert con.execute("SELECT year FROM read.report WHERE reader_version = ?", [now]).fetchall() == [(2022,)]
        assert {row[0] for row in con.execute("SELECT DISTINCT reader_version FROM read.reader_part").fetchall()} >= {now}


def test_a_word_that_no_report_holds_reads_nothing_again(night, monkeypatch):
    upgrade_to(monkeypatch, *reader_parts(), Part("lexicon/words.csv", "verb:开凿", "x", ("开凿",)))
    assert read_again(night) == []
    with open_workshop(night.workspace.workshop) as con:
        assert con.execute("SELECT count(DISTINCT reader_version) FROM read.reader_part").fetchone() == (1,)


def test_two_upgrades_in_a_row_add_up(night, monkeypatch):
    first = (*reader_parts(), Part("lexicon/words.csv", "verb:学校", "x", ("学校",)))
    upgrade_to(monkeypatch, *first)
    assert read_again(night) == [SCHOOL]  # and the run is killed before it reads
    upgrade_to(monkeypatch, *first, Part("lexicon/words.csv", "verb:公路", "x", ("公路",)))
    assert sorted(read_again(night)) == sorted([SCHOOL, ROAD])


def test_other_code_reads_everything_again(night, monkeypatch):
    code, *rest = reader_parts()
    upgrade_to(monkeypatch, code_part([("transforms/seeds/guards.py", b"other")]), *rest)
    assert sorted(read_again(night)) == sorted([SCHOOL, ROAD])
    assert code.words == ()


def test_reports_of_a_reader_that_left_no_record_are_read_again(night, monkeypatch):
    with open_workshop(night.workspace.workshop) as con:
        con.execute("DELETE FROM read.reader_part")
    upgrade_to(monkeypatch, *reader_parts(), Part("lexicon/words.csv", "verb:开凿", "x", ("开凿",)))
    assert sorted(read_again(night)) == sorted([SCHOOL, ROAD])


def test_the_hash_covers_the_modules_that_load_the_lexicon():
    from flows import knowledge

    names = {name for name, _ in knowledge._code()}
    assert names >= {
        "transforms/seeds/guards.py",
        "transforms/read/reader.py",
        "transforms/raw/decode.py",
        "transforms/model.py",
        "flows/reading.py",
    }


@pytest.mark.slow
def test_the_night_after_an_upgrade_says_what_a_full_reading_says(tmp_path):
    """The program is copied, a row of its lexicon changed: one workspace is upgraded, another begins with the new program."""
    program = tmp_path / "program"
    for room in ("flows", "transforms", "expectations", "seeds"):
        shutil.copytree(ROOT / room, program / room, ignore=shutil.ignore_patterns("__pycache__", "_compiled"))
    old, new = (make_home(tmp_path / name) for name in ("old", "new"))
    night_of(ROOT, old)
    lexicon = program / "seeds/lexicon/subjects.csv"
    changed = lexicon.read_text(encoding="utf-8").replace("|大棚", "")
    assert changed != lexicon.read_text(encoding="utf-8")
    lexicon.write_text(changed, encoding="utf-8")
    night_of(program, old)
    night_of(program, new)
    hashes = [read_manifest(current_release(home / "releases"))["content_hash"] for home in (old, new)]
    assert hashes[0] == hashes[1]
    with open_workshop(old / "work/workshop.duckdb") as con:
        holds = {
            row[0]
            for row in con.execute("SELECT file_name FROM read.report JOIN read.text USING (report_id) WHERE text LIKE '%大棚%'").fetchall()
        }
        reports = con.execute("SELECT count(*) FROM read.report").fetchone()[0]
    last = max((old / "logs").glob("*.jsonl"))
    events = [json.loads(line) for line in last.read_text(encoding="utf-8").splitlines()]
    again = {one["file_name"] for one in events if one["event"] == "document" and one["outcome"] == "report"}
    assert again == holds
    assert 0 < len(holds) < reports


def make_home(home: Path) -> Path:
    shutil.copytree(ROOT / "seeds/reports/seeds", home / "seeds")
    shutil.copy2(ROOT / "seeds/reports/xianzhi.toml", home)
    shutil.copytree(
        ROOT / "seeds/reports/inbox", home / "inbox", ignore=lambda _, names: [one for one in names if not one.endswith(".txt")]
    )
    return home


def night_of(program: Path, home: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("XIANZHI_", "PREFECT_"))}
    command = [sys.executable, str(Path(__file__).with_name("one_night.py")), str(home)]
    done = subprocess.run(
        command, env={**kept, "PYTHONPATH": f"{program}:{Path(__file__).parent}"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
