"""Each case of cases/*.json is read as a clerk reads it; ids in known_failures.txt are expected to fail, until they pass."""

from itertools import pairwise

import pytest
from case_check import Case, differences, known_failures, load_cases

ALL = load_cases()
KNOWN = known_failures()


def _marked(case: Case) -> object:
    late = pytest.mark.xfail(strict=True, reason="known_failures.txt")
    return pytest.param(case, id=case.id, marks=[late] if case.id in KNOWN else [])


@pytest.mark.parametrize("case", [_marked(case) for case in ALL])
def test_case_is_read_like_a_clerk(case: Case) -> None:
    assert differences(case) == [], case.text


def test_case_ids_are_unique() -> None:
    ids = [case.id for case in ALL]
    assert len(ids) == len(set(ids))


def test_known_failures_are_cases() -> None:
    assert KNOWN - {case.id for case in ALL} == set()


@pytest.mark.parametrize("case", ALL, ids=[case.id for case in ALL])
def test_case_is_well_formed(case: Case) -> None:
    for mark in (*case.facts, *case.rejected):
        assert case.text[mark["start"] : mark["end"]] == mark["surface"]
    spans = sorted((mark["start"], mark["end"]) for mark in (*case.facts, *case.rejected))
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
