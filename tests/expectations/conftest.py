"""The small county, a release of it, and a candidate release: see small_county.py."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_county import BUSINESS_DATE, RUN, build_county, write_manifest_of

from expectations.model import GateContext
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.content import copy_released
from transforms.warehouse.store import append_rows, to_frame


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop that passes every suite. Never write to it: copy it."""
    return build_county(tmp_path_factory.mktemp("county") / "workshop.duckdb")


@pytest.fixture
def context() -> GateContext:
    return GateContext(RUN, BUSINESS_DATE)


@pytest.fixture(scope="session")
def previous(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release made of the county."""
    path = tmp_path_factory.mktemp("previous") / "metrics.duckdb"
    copy_released(county, path)
    return path


@pytest.fixture
def candidate(county: Path, tmp_path: Path) -> Path:
    """A candidate release's folder, complete, with its manifest."""
    workshop = tmp_path / "workshop.duckdb"
    shutil.copy(county, workshop)
    with open_workshop(workshop) as con:
        row = {"run_id": RUN, "check_id": "spans_hold", "layer": "read", "table_name": "read.mention", "kind": "stop", "outcome": "pass"}
        row |= {"checked": 1, "failing": 0, "held": 0, "message_zh": "…", "message_en": "…", "owner": "…"}
        append_rows(con, "ops.check_result", to_frame("ops.check_result", [row]), RUN)
    folder = tmp_path / "candidate"
    folder.mkdir()
    copy_released(workshop, folder / "metrics.duckdb", RUN)
    write_manifest_of(folder)
    return folder
