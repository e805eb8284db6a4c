"""One county that publishes into the lake again and again, in a process of its own.

Usage: python publish_rounds.py CATALOG DATA ENDPOINT KEY SECRET DATABASE WORKSPACE FIRST ROUNDS
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import duckdb

from transforms.warehouse.lake import LakePlace, open_lake, publish_county

MARKED = "population"
"""The indicator whose figures say which round wrote them."""


def marked_copy(database: Path, folder: Path, number: int) -> Path:
    """The release with every figure of one indicator set to the round's number."""
    copy = folder / f"round{number}.duckdb"
    shutil.copyfile(database, copy)
    with duckdb.connect(str(copy)) as con:
        con.execute("UPDATE cell SET value = ? WHERE indicator = ? AND missing_reason IS NULL", [number, MARKED])
    return copy


def publish_rounds(place: LakePlace, database: Path, workspace: str, first: int, rounds: int) -> None:
    """`rounds` releases after each other, numbered from `first`."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, first + rounds):
            copy = marked_copy(database, Path(folder), number)
            with open_lake(place, writable=True) as con:
                publish_county(con, copy, workspace=workspace, release=f"round{number}", digest=str(number))
            copy.unlink()


if __name__ == "__main__":
    catalog, data, endpoint, key, secret, database, workspace, first, rounds = sys.argv[1:]
    publish_rounds(LakePlace(catalog, data, endpoint, key, secret, tls=False), Path(database), workspace, int(first), int(rounds))
