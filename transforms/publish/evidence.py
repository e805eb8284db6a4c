"""evidence.jsonl: every published figure with the sentence it comes from, for whoever has nothing but the files.

In: a release's folder with a closed metrics.duckdb. Out: one JSON object per line (evidence.sql): `kind` (cell · growth · target ·
restatement · derived · county_total), `id` (the key in that table), the figure as exact text, `claims` (sentence, span, report, file,
sha256, page) and `cells` (ids of the cells it is computed from). Offsets count characters of `read.text`, whose Parquet stands beside.

Example:
    write_evidence(folder, facts)
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from transforms.relation import read_sql
from transforms.warehouse.connection import open_candidate
from transforms.warehouse.promote import DATABASE
from transforms.warehouse.schema import literal

EVIDENCE = "evidence.jsonl"
PLAIN = "CREATE TEMP MACRO plain(number) AS rtrim(rtrim(CAST(number AS VARCHAR), '0'), '.')"
"""A decimal as people write it: no trailing zeros. All canonical values have nine decimals, so a zero before the point is safe."""


KINDS = range(1, 7)
"""`place` of each kind in evidence.sql."""


def write_evidence(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write evidence.jsonl, cells first, each kind by its id; one kind at a time, so that no more than one is sorted in memory."""
    part = folder / f".{EVIDENCE}.part"
    with open_candidate(folder / DATABASE) as con, (folder / EVIDENCE).open("wb") as out:
        con.execute(PLAIN)
        for place in KINDS:
            con.execute(f"COPY ({read_sql('transforms.publish', 'evidence')}) TO {literal(str(part))} (FORMAT json)", {"place": place})
            with part.open("rb") as source:
                shutil.copyfileobj(source, out, 1 << 20)
            part.unlink()
