"""Releases appear whole or not at all; hashes do not depend on when and where."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from transforms.model import Candidate
from transforms.warehouse.connection import WarehouseError, open_release, open_workshop
from transforms.warehouse.content import content_hash, copy_released, table_hashes
from transforms.warehouse.failpoints import FAILPOINTS, reach, registered
from transforms.warehouse.promote import copy_to_target, current_release, promote_release, seal_database, swap_current
from transforms.warehouse.store import append_rows, replace_rows, to_frame


def fill(path: Path, *cells: str, run_id: str = "run1") -> Path:
    with open_workshop(path) as con:
        frame = to_frame("core.candidate", [Candidate(cell, "a", True, "") for cell in cells])
        replace_rows(con, "core.candidate", frame, run_id)
    return path


def cells_of(database: Path) -> list[str]:
    with open_release(database) as con:
        return [row[0] for row in con.execute("SELECT cell_id FROM core.candidate ORDER BY 1").fetchall()]


def stage(home: Path, *cells: str) -> Path:
    workshop = fill(home / "work" / "workshop.duckdb", *cells)
    candidate = home / "work" / "candidate"
    candidate.mkdir()
    copy_released(workshop, candidate / "metrics.duckdb")
    seal_database(candidate / "metrics.duckdb")
    return candidate


def test_a_release_is_swapped_in_and_the_old_one_stays(tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    assert current_release(releases) is None
    promote_release(stage(tmp_path, "c1"), releases, "r1")
    reader = open_release(releases / "current" / "metrics.duckdb")
    promote_release(stage(tmp_path, "c1", "c2"), releases, "r2")
    assert reader.execute("SELECT count(*) FROM core.candidate").fetchone() == (1,)
    reader.close()
    assert current_release(releases) == releases / "r2"
    assert cells_of(releases / "current" / "metrics.duckdb") == ["c1", "c2"]
    assert cells_of(releases / "r1" / "metrics.duckdb") == ["c1"]
    assert not os.access(releases / "r2" / "metrics.duckdb", os.W_OK) or os.geteuid() == 0
    swap_current(releases, "r1")
    assert current_release(releases) == releases / "r1"


def test_a_leftover_log_a_taken_name_and_an_unknown_release_are_refused(tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    candidate = stage(tmp_path, "c1")
    (candidate / "metrics.duckdb.wal").write_bytes(b"left")
    with pytest.raises(WarehouseError, match="left-over log"):
        promote_release(candidate, releases, "r1")
    (candidate / "metrics.duckdb.wal").unlink()
    (releases / "r1").mkdir()
    with pytest.raises(WarehouseError, match="exists"):
        promote_release(candidate, releases, "r1")
    with pytest.raises(WarehouseError, match="no such release"):
        swap_current(releases, "r9")
    assert current_release(releases) is None


def test_duckdb_applies_a_leftover_log_silently_which_is_why_we_refuse_it(tmp_path: Path) -> None:
    database = tmp_path / "metrics.duckdb"
    code = "import duckdb,os,sys; c=duckdb.connect(sys.argv[1]); c.execute('CREATE TABLE t (a INT)'); c.execute('CHECKPOINT');"
    code += "c.execute('INSERT INTO t VALUES (1)'); os._exit(0)"
    subprocess.run([sys.executable, "-c", code, str(database)], check=True)
    with pytest.raises(WarehouseError, match="left-over log"):
        open_release(database)
    with duckdb.connect(str(database)) as con:
        assert con.execute("SELECT count(*) FROM t").fetchone() == (1,)


def test_the_hash_ignores_run_time_and_order_but_no_content(tmp_path: Path) -> None:
    hashes = []
    for name, cells, run_id in (("a", ("c1", "c2"), "run1"), ("b", ("c2", "c1"), "run2"), ("c", ("c1", "c3"), "run1")):
        with open_release(fill(tmp_path / f"{name}.duckdb", *cells, run_id=run_id)) as con:
            hashes.append(content_hash(con))
    assert hashes[0] == hashes[1] != hashes[2]


def test_null_and_empty_text_hash_differently(tmp_path: Path) -> None:
    row = {"report_id": "r", "start": 1, "end": 2, "quote": "3", "outcome": "date", "rule": "d"}
    found = set()
    for cue in (None, "", "\\N"):
        with open_workshop(tmp_path / f"{len(found)}.duckdb") as con:
            append_rows(con, "read.mention", to_frame("read.mention", [{**row, "cue": cue}]), "run1")
            found.add(table_hashes(con)["read.mention"])
    assert len(found) == 3


def test_a_shared_folder_gets_a_full_copy_and_a_name(tmp_path: Path) -> None:
    release = promote_release(stage(tmp_path, "c1"), tmp_path / "releases", "r1")
    target = tmp_path / "share"
    for _ in range(2):
        copy = copy_to_target(tmp_path / "releases" / "current", target)
    assert copy == target / "r1"
    assert (target / "CURRENT.txt").read_text(encoding="utf-8") == "r1\n"
    assert (copy / "metrics.duckdb").read_bytes() == (release / "metrics.duckdb").read_bytes()
    assert sorted(path.name for path in target.iterdir()) == ["CURRENT.txt", "r1"]


def test_a_failpoint_nobody_registered_is_an_error() -> None:
    with pytest.raises(KeyError):
        reach("promote.nowhere")
    assert set(FAILPOINTS) <= set(registered())
