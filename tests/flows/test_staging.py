"""Batches read in other processes: what they stage in files is what a night without them writes, copies and quarantine with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from command_line import ROOT

from flows.night import Night, start_night
from flows.river import Journal, read_all, run_plain, silent
from flows.stages import raw
from flows.stages.read import examine_batch
from flows.stages.staging import read_staged, staging_folder, write_staged
from transforms.warehouse.connection import open_release, open_workshop
from transforms.warehouse.content import hash_table
from transforms.warehouse.registry import load_registry

SAMPLE = ROOT / "seeds" / "reports"
TABLES = ("raw.document", "raw.quarantine", "read.report", "read.text", "read.mention", "read.claim")


def county(folder: Path) -> Night:
    """Some reports, one of them again in another encoding, and a file that is none."""
    home = folder / "county"
    shutil.copytree(SAMPLE / "seeds", home / "seeds")
    (home / "inbox").mkdir()
    shutil.copy2(SAMPLE / "xianzhi.toml", home)
    some = sorted((SAMPLE / "inbox").glob("*.txt"))[:3]
    for path in some:
        shutil.copy2(path, home / "inbox")
    text = some[0].read_text(encoding="utf-8-sig")
    (home / "inbox" / "另存.txt").write_bytes(text.encode("gb18030"))
    (home / "inbox" / "空.txt").write_bytes(b"\x00\x01")
    night = start_night(home)
    open_workshop(night.workspace.workshop).close()
    return night


@contextmanager
def in_files(night: Night, named: Sequence[tuple[str, Sequence[raw.Arrival]]]) -> Iterator[list]:
    """Every batch read when it is waited for, handed over as files."""

    def stage(name: str, arrivals: Sequence[raw.Arrival]) -> str:
        return str(write_staged(examine_batch(night, arrivals), staging_folder(night.workspace) / name))

    yield [(name, partial(stage, name, arrivals)) for name, arrivals in named]


def read_by(night: Night, fan_out) -> tuple[dict[str, str], int, list[str]]:
    arrivals = raw.collect(night).arrivals
    night_of_two = Journal(night, run_plain, silent, fan_out)
    results = read_all(night_of_two, sorted(arrivals, key=lambda one: one.file_name))
    with open_release(night.workspace.workshop) as con:
        hashes = {name: hash_table(con, load_registry()[name]) for name in TABLES}
        outcomes = [row[0] for row in con.execute("SELECT outcome FROM raw.document ORDER BY file_name").fetchall()]
    return hashes, sum(one.reports for one in results), outcomes


@pytest.fixture
def batches_of_two(monkeypatch):
    monkeypatch.setenv("XIANZHI_RUN__BATCH", "2")


def test_batches_in_files_are_stored_as_batches_read_here(tmp_path, batches_of_two):
    here, there = county(tmp_path / "here"), county(tmp_path / "there")
    alone, apart = read_by(here, None), read_by(there, in_files)
    assert apart == alone
    assert alone[1] == 3
    assert sorted(alone[2]) == ["duplicate", "quarantine", "report", "report", "report"]
    assert list(staging_folder(there.workspace).iterdir()) == []


def test_a_batch_written_twice_is_one(tmp_path):
    night = county(tmp_path)
    staged = examine_batch(night, raw.collect(night).arrivals)
    folder = staging_folder(night.workspace) / "000001"
    for _ in range(2):
        write_staged(staged, folder)
    assert [path.name for path in folder.parent.iterdir()] == ["000001"]
    again = read_staged(folder)
    assert (again.told, again.aside, again.documents) == (staged.told, staged.aside, staged.documents)
    assert all(again.frames[name].equals(frame, null_equal=True) for name, frame in staged.frames.items())
