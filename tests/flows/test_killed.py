"""Killed at the first half of the failpoints, and a backfill that goes on where it stopped (see killing.py)."""

import pytest
from killing import HALVES, KILLED, TOLD, counts_told, kill_at_failpoints, killing_county, open_release_of, rooms, whole_hash

from transforms.warehouse.failpoints import registered

OWN = HALVES[0]


@pytest.fixture(scope="module")
def county():
    with killing_county() as made:
        yield made


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("room", rooms(OWN))
def test_killed_at_every_failpoint(county, room):
    kill_at_failpoints(county, [name for name in OWN if name.startswith(f"{room}.")])


def test_a_killed_backfill_goes_on_where_it_stopped(county):
    home = county.clone(county.done)
    assert county.nursery.run(home, work="backfill", failpoint="backfill.after_progress:2") == KILLED
    records = "SELECT from_year, to_year, done_through, state FROM ops.backfill"
    with open_release_of(home) as con:
        assert con.execute(records).fetchall() == [(2018, 2020, 2019, "running")]
    assert county.nursery.run(home, work="backfill") == 0
    with open_release_of(home) as con:
        assert con.execute(records).fetchall() == [(2018, 2020, 2020, "done")]
        read = con.execute("SELECT count(*) FROM ops.run_stage WHERE stage LIKE 'read 20%'").fetchall()
    assert read == [(1,)]
    assert whole_hash(home) == county.after


def test_there_are_enough_failpoints_and_the_counts_are_told(county, record_property):
    assert len(registered()) >= 25
    record_property(TOLD, counts_told(county))
