"""What is computed stands beside the old until it is put in its place, whatever happened before."""

import duckdb
import pytest
from test_cell import County, claim, report
from test_metrics_properties import PLACES, TABLES, TOWNS, Workshop

from transforms.metrics import workshop
from transforms.metrics.workshop import NEXT, put_in_place, stage
from transforms.warehouse.store import transaction


def workshop_with(value):
    county = County([report("a1", 2021)], [claim("tax_revenue", value, "元", "a1", 2021)], places=PLACES)
    made = Workshop()
    made.put(county, ["a1:2021"])
    made.build(None)
    return made


def staged_names(con):
    return con.execute(f"SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%{NEXT}'").fetchone()[0]


def test_a_full_rebuild_is_seen_only_when_it_is_in_place():
    made = workshop_with(300)
    before = made.tables()
    made.con.execute("UPDATE core.observation SET value = 500, low = 500, high = 500")
    staged = stage(made.con, "r", made.seeds, made.places)
    assert made.tables()["metrics.cell"].equals(before["metrics.cell"])
    with transaction(made.con):
        put_in_place(made.con, staged)
    assert 500 in made.tables()["metrics.cell"]["value"].to_list()
    assert staged_names(made.con) == 0


def test_what_a_killed_run_left_beside_does_not_hinder_the_next():
    made = workshop_with(300)
    before = made.tables()
    stage(made.con, "killed", made.seeds, made.places)
    assert staged_names(made.con) > 0
    made.build(None)
    for name in TABLES:
        assert made.tables()[name].equals(before[name]), name
    assert staged_names(made.con) == 0


def test_a_table_put_in_place_is_like_the_one_before():
    made = workshop_with(300)
    told = "SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns() WHERE schema_name = 'metrics' AND table_name = 'cell'"
    columns, comment = made.con.execute(told).fetchall(), "SELECT comment FROM duckdb_tables() WHERE table_name = 'cell'"
    said = made.con.execute(comment).fetchall()
    made.build(None)
    assert made.con.execute(told).fetchall() == columns
    assert made.con.execute(comment).fetchall() == said
    assert said[0][0]
    assert {row[2] for row in columns} == {True, False}
    assert all(row[3] for row in columns)


def two_counties():
    reports = [report(town, year) for town in TOWNS for year in (2020, 2021)]
    claims = [claim("tax_revenue", 100 + 7 * n, "元", one["township_id"], one["year"]) for n, one in enumerate(reports)]
    made = Workshop()
    made.put(County(reports, claims, places=PLACES), [one["report_id"] for one in reports])
    made.con.execute("SET threads = 2")
    return made


def threads(con):
    return con.execute("SELECT current_setting('threads')").fetchone()[0]


def test_batches_computed_at_the_same_time_give_what_one_batch_gives(monkeypatch):
    together = two_counties()
    together.build(None)
    monkeypatch.setattr(workshop, "BATCH", 1)
    apart = two_counties()
    assert [len(batch) for batch in workshop._batches(apart.con, apart.places)] == [4, 2]  # whole counties, each with its own id
    apart.build(None)
    for name in TABLES:
        assert apart.tables()[name].equals(together.tables()[name]), name
    assert apart.tables()["metrics.cell"].height >= 8
    assert threads(apart.con) == 2


@pytest.mark.parametrize("batch", [1, workshop.BATCH])
def test_a_batch_that_fails_is_heard_of_and_the_old_stands(monkeypatch, batch):
    monkeypatch.setattr(workshop, "BATCH", batch)
    made = two_counties()
    made.build(None)
    before = made.tables()
    made.con.execute("ALTER TABLE core.observation RENAME COLUMN bound TO lost")
    with pytest.raises(duckdb.Error, match="bound"):
        stage(made.con, "r", made.seeds, made.places)
    made.con.execute("ALTER TABLE core.observation RENAME COLUMN lost TO bound")
    assert threads(made.con) == 2
    assert made.tables()["metrics.cell"].equals(before["metrics.cell"])
    made.build(None)
    for name in TABLES:
        assert made.tables()[name].equals(before[name]), name


def test_reports_without_an_observation_are_one_batch():
    made = Workshop()
    made.put(
        County([report("a1", 2021), report("b1", 2021)], [claim("tax_revenue", 1, "元", "a1", 2021)], places=PLACES), ["a1:2021", "b1:2021"]
    )
    made.con.execute("DELETE FROM core.observation")
    assert [len(batch) for batch in workshop._batches(made.con, made.places)] == [6]
