"""Releases with a page, and a browser to walk them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from site_views import CHROMIUM, HOSTILE, browser

from transforms.publish.site.page import write_site
from transforms.warehouse.promote import DATABASE

FACTS: dict[str, Any] = {
    "release": "20230410T000000Z-test",
    "county": HOSTILE,
    "business_date": "2023-04-10",
    "product_version": "test",
    "reports": 37,
    "texts": True,
    "previous": "20230409T000000Z-test",
}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("chromium")
    with browser() as opened:
        yield opened


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def release(sample: Any) -> Path:
    """The sample county's release as the night made it."""
    return (sample.home / "releases" / "current").resolve()


def remade(release: Path, folder: Path, facts: dict[str, Any], *statements: tuple[str, list[Any]]) -> Path:
    """A release with the same tables, changed by some statements, and a page of its own."""
    folder.mkdir(parents=True)
    shutil.copy(release / DATABASE, folder / DATABASE)
    (folder / DATABASE).chmod(0o644)
    con = duckdb.connect(str(folder / DATABASE))
    for sql, values in statements:
        con.execute(sql, values)
    con.close()
    write_site(folder, facts)
    return folder


@pytest.fixture(scope="session")
def hostile(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scripts, markup and odd Unicode wherever a report's words go: every text, file name, sentence, speaker, failing row."""
    shift = len(HOSTILE)
    moved = 'start = start + ?, "end" = "end" + ?'
    return remade(
        release,
        tmp_path_factory.mktemp("hostile") / "release",
        FACTS,
        ("UPDATE read.text SET text = ? || text, length = length + ?", [HOSTILE, shift]),
        (f"UPDATE read.mention SET {moved}", [shift, shift]),
        (f"UPDATE read.claim SET {moved}, sentence_start = sentence_start + ?", [shift, shift, shift]),
        ("UPDATE read.report SET file_name = ?, speaker = ?, session = ?", [HOSTILE, HOSTILE, HOSTILE]),
        ("UPDATE ops.failing_row SET sentence = ?, detail = ?", [HOSTILE, HOSTILE]),
        ("UPDATE cell SET sentence = sentence || ? WHERE sentence IS NOT NULL", [HOSTILE]),
        ("UPDATE target SET sentence = ?", [HOSTILE]),
    )


@pytest.fixture(scope="session")
def partial(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose county keeps full texts out."""
    return remade(release, tmp_path_factory.mktemp("partial") / "release", {**FACTS, "county": "汀禾县", "texts": False})
