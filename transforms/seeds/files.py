"""Read seed files: product rows first, then the county's own.

In: a path below `seeds/` such as "units.csv" or "lexicon/status.csv". Out: rows as dicts of str, in file order.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path


class SeedError(ValueError):
    """A seed file cannot be used: says which file, which line and what to do."""


def read_bytes(name: str) -> bytes:
    """Bytes of a product seed. `name` is relative to seeds/; raises SeedError where it does not exist."""
    resource = files("seeds").joinpath(*name.split("/"))
    if not resource.is_file():
        raise SeedError(f"seeds/{name}: 没有这个种子文件 · no such seed file")
    data = resource.read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def parse_rows(data: bytes, name: str, required: Iterable[str] = ()) -> list[dict[str, str]]:
    """CSV bytes (UTF-8, BOM allowed) as dicts. Raises SeedError for a missing column or a row with too many cells."""
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    missing = [column for column in required if column not in (reader.fieldnames or [])]
    if missing:
        raise SeedError(f"{name}: 缺少列 · missing columns: {', '.join(missing)}")
    rows = []
    for row in reader:
        if None in row:
            raise SeedError(f"{name}:{reader.line_num}: 单元格多于表头 · more cells than headings; quote cells that hold a comma")
        rows.append({key: value or "" for key, value in row.items()})
    return rows


def read_rows(name: str, overlay: Path | None = None, required: Iterable[str] = ()) -> list[dict[str, str]]:
    """Rows of `seeds/<name>`, then those of `<overlay>/<name>` (a workspace's seeds folder) where it exists."""
    rows = parse_rows(read_bytes(name), f"seeds/{name}", required)
    if overlay is not None and (own := overlay / name).is_file():
        rows += parse_rows(own.read_bytes(), str(own), required)
    return rows
