"""The workshop through the years: numbered steps, once each, backed up first; a newer workshop is refused and left alone."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from transforms.warehouse import migrate
from transforms.warehouse.connection import WarehouseError, open_workshop

STEPS = ((1, "SELECT 1"), (2, "UPDATE raw.quarantine SET reason = 'unknown_place' WHERE reason = 'no_place'"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workshop of the first step with one row of those days."""
    path = tmp_path / "work" / "workshop.duckdb"
    with open_workshop(path) as con:
        con.execute(
            "INSERT INTO raw.quarantine BY NAME SELECT 'a' AS sha256, 'identity' AS stage, 'no_place' AS reason, '-' AS hint, "
            "'a.txt' AS file_name, now()::TIMESTAMP AS first_seen, 'r' AS run_id"
        )
    return path


@pytest.fixture
def steps(monkeypatch):
    """This program has other steps than it has."""

    def use(*chosen: tuple[int, str]) -> None:
        monkeypatch.setattr(migrate, "load_migrations", lambda: chosen)

    return use


def reasons(path: Path) -> tuple[int, list[tuple[str]]]:
    with duckdb.connect(str(path), read_only=True) as con:
        return migrate.workshop_version(con), con.execute("SELECT reason FROM raw.quarantine").fetchall()


def backups(path: Path) -> list[Path]:
    return sorted((path.parent / "backup").glob("*"))


def test_a_step_is_taken_once_and_the_former_workshop_is_kept(path, steps):
    steps(*STEPS)
    open_workshop(path).close()
    assert reasons(path) == (2, [("unknown_place",)])
    (copy,) = backups(path)
    assert copy.suffix == ".duckdb"
    assert reasons(copy) == (1, [("no_place",)])
    with open_workshop(path) as con:
        con.execute("UPDATE raw.quarantine SET reason = 'no_place'")
    open_workshop(path).close()
    assert reasons(path) == (2, [("no_place",)])
    assert backups(path) == [copy]


def test_a_backup_put_back_is_brought_up_to_date_again(path, steps):
    steps(*STEPS)
    open_workshop(path).close()
    backups(path)[0].replace(path)
    open_workshop(path).close()
    assert reasons(path) == (2, [("unknown_place",)])


def test_a_step_that_fails_changes_nothing(path, steps):
    steps(*STEPS, (3, "SELECT * FROM raw.no_such_table"))
    with pytest.raises(duckdb.CatalogException):
        open_workshop(path)
    assert reasons(path) == (1, [("no_place",)])
    assert len(backups(path)) == 1


def test_a_new_workshop_needs_no_step(tmp_path, steps):
    steps(*STEPS, (3, "SELECT * FROM raw.no_such_table"))
    open_workshop(tmp_path / "new.duckdb").close()
    with duckdb.connect(str(tmp_path / "new.duckdb"), read_only=True) as con:
        assert migrate.workshop_version(con) == 3
    assert not (tmp_path / "backup").exists()


def test_a_workshop_of_a_newer_program_is_refused_and_left_alone(path):
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE OR REPLACE MACRO migration_version() AS 9999")
    before = path.read_bytes()
    with pytest.raises(WarehouseError, match=r"9999.*work/backup/"):
        open_workshop(path)
    assert path.read_bytes() == before
    assert backups(path) == []


def test_the_steps_of_this_program_are_numbered_without_a_gap():
    assert [number for number, _ in migrate.load_migrations()] == list(range(1, migrate.newest_version() + 1))
