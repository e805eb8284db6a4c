"""Fixtures of the core layer's tests."""

import polars as pl
import pytest
from core_rows import make_claims, make_reports

from transforms.core.frames import choose, observe
from transforms.seeds.indicators import load_indicators
from transforms.seeds.units import load_units


@pytest.fixture
def believe():
    """Claims and reports → (observations by claim_id, candidates by claim_id)."""

    def run(claims: list[dict], reports: list[dict] | None = None, held: pl.DataFrame | None = None):
        report_rows = make_reports(*(reports or []))
        observations = observe(make_claims(*claims), report_rows, load_indicators(), load_units())
        candidates = choose(observations, report_rows, held)
        return (
            {r["claim_id"]: r for r in observations.iter_rows(named=True)},
            {r["claim_id"]: r for r in candidates.iter_rows(named=True)},
        )

    return run
