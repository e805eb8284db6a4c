"""Where a county's reports stand on the web.

In: seeds/sources.csv of the product (empty) and of a workspace. Out: `Source` rows in file order. A row that cannot be used keeps its
place and says why in `problem`: one slip of the pen must not keep the others from being fetched.

Example:
    load_sources(home / "seeds")[0].url
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from transforms.seeds.files import read_rows

FILE = "sources.csv"
COLUMNS = ("township", "year", "url")
YEARS = range(1949, 2101)


@dataclass(frozen=True, slots=True)
class Source:
    """One address: the report of `township` (as written in the file) on `year`."""

    township: str
    year: int | None
    url: str
    problem: str = ""
    """Why the row cannot be used; empty where it can."""


def _problem(row: dict[str, str], seen: set[str]) -> str:
    if not row["township"].strip():
        return "没有写乡镇 · no township"
    if not row["year"].strip().isdecimal() or int(row["year"]) not in YEARS:
        return f"年份应为四位数 · year must have four digits, not {row['year']!r}"
    try:
        parts = urlsplit(row["url"].strip())
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        return "网址应以 http:// 或 https:// 开头 · url must begin with http:// or https://"
    if parts.username is not None or parts.password is not None:
        return "网址中不能有用户名和密码 · url must not hold a user name or password"
    return "网址重复 · the url stands twice" if row["url"].strip() in seen else ""


def load_sources(overlay: Path | None = None) -> tuple[Source, ...]:
    """All rows. Raises SeedError for a file without the columns."""
    found: list[Source] = []
    seen: set[str] = set()
    for row in read_rows(FILE, overlay, COLUMNS):
        problem = _problem(row, seen)
        year = int(row["year"]) if row["year"].strip().isdecimal() else None
        seen.add(row["url"].strip())
        found.append(Source(row["township"].strip(), year, row["url"].strip(), problem))
    return tuple(found)
