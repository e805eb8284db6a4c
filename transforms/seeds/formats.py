"""How an article stands in a web page and a figure in a table.

In: seeds/formats/*.csv. Out: compiled patterns by role, and CSS selectors in order.

Example:
    >>> format_pattern("unit_caption").search("单位：万元")["unit"]
    '万元'
"""

from __future__ import annotations

import re
from functools import cache

from transforms.seeds.files import SeedError, read_rows


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {row["role"]: re.compile(row["pattern"]) for row in read_rows("formats/wording.csv", required=("role", "pattern", "example"))}


def format_pattern(role: str) -> re.Pattern[str]:
    """The pattern of a role. Raises SeedError for a role that no row has."""
    try:
        return _patterns()[role]
    except KeyError:
        raise SeedError(f"seeds/formats/wording.csv: 没有角色 {role} · no row of this role") from None


@cache
def article_selectors() -> tuple[str, ...]:
    """Where publishing systems put an article, most particular first."""
    return tuple(row["selector"] for row in read_rows("formats/selectors.csv", required=("selector", "system")))
