"""Many counties in one lake on PostgreSQL and S3: writers side by side, time travel, a writer that dies, macros, read-only roles."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from command_line import ROOT, xianzhi
from publish_rounds import MARKED, publish_rounds
from servers import BUCKET, KEY, SECRET, object_store, postgres

from transforms.publish.manifest import read_manifest
from transforms.publish.release import hashed_tables
from transforms.warehouse.content import hash_table
from transforms.warehouse.failpoints import VARIABLE
from transforms.warehouse.lake import LakePlace, is_prepared, open_lake, prepare_lake, publish_county, snapshots
from transforms.warehouse.schema import as_released, quote

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
WRITER = Path(__file__).with_name("publish_rounds.py")
ROUNDS = 30
FIRST, SECOND = "990001", "990002"


@pytest.fixture(scope="module")
def released(sample):
    return (sample.home / "releases" / "current").resolve() / "metrics.duckdb"


@pytest.fixture(scope="module")
def place(tmp_path_factory, released):
    """A lake with two counties in it."""
    folder = tmp_path_factory.mktemp("servers")
    with ExitStack() as stack:
        port = stack.enter_context(postgres(folder))
        store = stack.enter_context(object_store(folder))
        catalog = f"ducklake:postgres:host=127.0.0.1 port={port} user=writer dbname=postgres"
        lake = LakePlace(catalog, f"s3://{BUCKET}/xianzhi/", f"127.0.0.1:{store}", KEY, SECRET, tls=False)
        with open_lake(lake, writable=True) as con:
            prepare_lake(con, released)
        for county in (FIRST, SECOND):
            publish_rounds(lake, released, county, 0, 1)
        yield lake


def writer(place: LakePlace, released: Path, workspace: str, first: int, rounds: int, **environment: str) -> subprocess.Popen[bytes]:
    arguments = [place.catalog, place.data, place.endpoint, place.key, place.secret, str(released), workspace, str(first), str(rounds)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.Popen([sys.executable, str(WRITER), *arguments], env=environment, stderr=subprocess.PIPE)


def marks(con: duckdb.DuckDBPyConnection, workspace: str) -> set[int]:
    """Rounds whose figures a reader sees for a county: one, or the release is a mixture."""
    rows = con.execute(
        "SELECT DISTINCT value FROM cell WHERE workspace = ? AND indicator = ? AND missing_reason IS NULL", [workspace, MARKED]
    ).fetchall()
    return {int(value) for (value,) in rows}


def test_two_counties_write_side_by_side_and_nothing_is_lost(place, released):
    writers = [writer(place, released, county, 1, ROUNDS) for county in (FIRST, SECOND)]
    seen: set[int] = set()
    while any(one.poll() is None for one in writers):
        with open_lake(place) as con:
            both = [marks(con, county) for county in (FIRST, SECOND)]
        assert all(len(one) == 1 for one in both), both
        seen |= both[0]
    for one in writers:
        assert one.wait() == 0, one.stderr.read().decode()
    with open_lake(place) as con:
        told = snapshots(con)
        for county in (FIRST, SECOND):
            assert [one.release for one in told if one.workspace == county] == [f"round{n}" for n in range(ROUNDS + 1)]
            assert marks(con, county) == {ROUNDS}
    assert len(seen) > 1


def test_last_night_can_still_be_read(place, released):
    publish_rounds(place, released, FIRST, 100, 2)
    with open_lake(place) as con:
        before = [one.number for one in snapshots(con) if one.release == "round100"][-1]
        assert marks(con, FIRST) == {101}
        then = f"SELECT DISTINCT value FROM cell AT (VERSION => {before}) WHERE workspace = ? AND indicator = ? AND value IS NOT NULL"
        assert {int(value) for (value,) in con.execute(then, [FIRST, MARKED]).fetchall()} == {100}
    with open_lake(place, version=before) as con:
        assert marks(con, FIRST) == {100}


@pytest.mark.parametrize("point", ["lake.before_rows", "lake.after_rows", "lake.before_commit"])
def test_a_writer_that_dies_leaves_nothing(place, released, point):
    with open_lake(place) as con:
        before, told = marks(con, SECOND), len(snapshots(con))
    died = writer(place, released, SECOND, 900, 1, **{VARIABLE: point})
    assert died.wait() == -9
    with open_lake(place) as con:
        assert marks(con, SECOND) == before
        assert len(snapshots(con)) == told


def test_the_lake_says_what_the_release_says(place, released):
    with open_lake(place, writable=True) as con:
        digest = read_manifest(released.parent)["content_hash"]
        publish_county(con, released, workspace=FIRST, release="whole", digest=digest)
        for table in map(as_released, hashed_tables()):
            con.execute(f"CREATE OR REPLACE TEMP VIEW own_rows AS SELECT * FROM {quote(table.name)} WHERE workspace IN ('', '{FIRST}')")
            with duckdb.connect(str(released), read_only=True) as alone:
                wanted = hash_table(alone, table)
            assert hash_table(con, replace(table, name="temp.own_rows")) == wanted, table.name
        assert snapshots(con)[-1].content_hash == digest


def test_macros_views_and_comments_are_kept(place, released):
    with open_lake(place, writable=True) as con:
        publish_county(con, released, workspace=FIRST, release="whole", digest="")
    with open_lake(place) as con, duckdb.connect(str(released), read_only=True) as alone:
        comment = "SELECT comment FROM duckdb_columns() WHERE database_name = 'metrics' AND table_name = 'cell' AND column_name = 'verdict'"
        assert con.execute(comment).fetchall() == alone.execute(comment).fetchall()
        assert con.execute('SELECT count(*) FROM "指标单元格"').fetchone()[0] == con.execute("SELECT count(*) FROM cell").fetchone()[0]
        cell = alone.execute("SELECT cell_id FROM cell WHERE indicator = 'grain_output' AND value IS NOT NULL ORDER BY ALL").fetchone()[0]
        ask = "SELECT DISTINCT quote, sentence, won FROM evidence(?) ORDER BY ALL"
        assert con.execute(ask, [cell]).fetchall() == alone.execute(ask, [cell]).fetchall()
        verdicts = "SELECT DISTINCT verdict, reasons FROM compare('rural_income', 2018, 2019) ORDER BY ALL"
        assert con.execute(verdicts).fetchall() == alone.execute(verdicts).fetchall()
        one = con.execute("SELECT ranked, alive FROM rank_across('grain_output', 2022) WHERE per = 'total' LIMIT 1").fetchone()
        own = alone.execute("SELECT ranked, alive FROM rank_townships('grain_output', 2022) LIMIT 1").fetchone()
        assert one == (2 * own[0], 2 * own[1]), "two counties of the same townships"


def test_a_lake_of_an_earlier_version_gets_what_is_new(tmp_path, released):
    lake = LakePlace(f"ducklake:{tmp_path / 'catalog.ducklake'}", str(tmp_path / "data"))
    with open_lake(lake, writable=True) as con:
        prepare_lake(con, released)
        assert is_prepared(con)
        con.execute("ALTER TABLE ranking DROP COLUMN share_basis")
        con.execute("DROP TABLE county_total")
        assert not is_prepared(con)
        prepare_lake(con, released)
        assert is_prepared(con)
        publish_county(con, released, workspace=FIRST, release="whole", digest="")
        assert con.execute("SELECT count(*) FROM ranking WHERE share_basis IS NOT NULL").fetchone()[0]


def test_an_analyst_reads_and_cannot_write(place):
    script = (ROOT / "deploy" / "lake-roles.sql").read_text(encoding="utf-8")
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as con:
        from transforms.warehouse.extensions import load_extensions

        load_extensions(con, "postgres_scanner")
        con.execute(f"ATTACH '{place.catalog.removeprefix('ducklake:postgres:')}' AS pg (TYPE postgres)")
        for statement in filter(None, (part.strip() for part in script.split(";\n"))):
            con.execute("CALL postgres_execute('pg', ?)", [statement])
    analyst = replace(place, catalog=place.catalog.replace("user=writer", "user=xianzhi_analyst"))
    with open_lake(analyst) as con:
        assert con.execute("SELECT count(*) FROM cell").fetchone()[0] > 0
    with pytest.raises(duckdb.Error, match=r"denied|read-only"), open_lake(analyst, writable=True) as con:
        con.execute("DELETE FROM cell")


def test_a_night_goes_into_the_lake_once(place, sample_copy):
    environment = {
        "XIANZHI_WAREHOUSE": place.catalog,
        "XIANZHI_LAKE__DATA": place.data,
        "XIANZHI_LAKE__ENDPOINT": place.endpoint,
        "XIANZHI_LAKE__KEY": "env:LAKE_KEY",
        "XIANZHI_LAKE__SECRET": "env:LAKE_SECRET",
        "XIANZHI_LAKE__TLS": "false",
        "LAKE_KEY": place.key,
        "LAKE_SECRET": place.secret,
    }
    for _ in range(2):
        done = xianzhi("nightly", "--home", sample_copy, **environment)
        assert done.returncode == 0, done.stderr
    told = xianzhi("province", "snapshots", "--home", sample_copy, "--json", **environment)
    assert told.stdout.count('"990101"') == 1
    away = xianzhi("nightly", "--home", sample_copy, **{**environment, "XIANZHI_WAREHOUSE": "ducklake:postgres:host=127.0.0.1 port=1"})
    assert away.returncode == 4
    assert place.secret not in away.stdout + away.stderr
