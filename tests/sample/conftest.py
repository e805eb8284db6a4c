"""A workspace made from the sample county's template and run once per session, as plain calls: no Prefect, no server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

SAMPLE = Path(__file__).parents[2] / "seeds" / "reports"


@pytest.fixture(scope="session")
def sample_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the sample county after its first night."""
    from flows.night import start_night
    from flows.river import flow_down
    from flows.workspace import FOLDERS

    home = tmp_path_factory.mktemp("sample") / "home"
    shutil.copytree(SAMPLE, home)
    for folder in FOLDERS:
        (home / folder).mkdir(exist_ok=True)
    flow_down(start_night(home, None))
    return home


@pytest.fixture(scope="session")
def published(sample_county: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The current release, read-only."""
    with duckdb.connect(str(sample_county / "releases" / "current" / "metrics.duckdb"), read_only=True) as connection:
        yield connection
