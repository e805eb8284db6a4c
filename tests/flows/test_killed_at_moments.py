"""Killed at the second half of the failpoints and at random moments (see killing.py): 8 in make test, 120 in make test-all."""

import pytest
from killing import HALVES, TOLD, counts_told, kill_at_failpoints, kill_at_moments, killing_county, rooms

OWN = HALVES[1]
FEW, MANY, PORTION = 8, 120, 20
"""Random moments of make test, of make test-all, and how many one test takes."""


@pytest.fixture(scope="module")
def county():
    with killing_county() as made:
        yield made


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("room", rooms(OWN))
def test_killed_at_every_failpoint(county, room):
    kill_at_failpoints(county, [name for name in OWN if name.startswith(f"{room}.")])


@pytest.mark.timeout(900)
def test_killed_at_random_moments(county):
    kill_at_moments(county, range(FEW))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("first", range(FEW, MANY, PORTION))
def test_killed_at_many_more_random_moments(county, first):
    kill_at_moments(county, range(first, min(first + PORTION, MANY)))


def test_the_counts_are_told(county, record_property):
    assert county.nursery.killed
    record_property(TOLD, counts_told(county))
