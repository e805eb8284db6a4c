"""Words of titles and headings by role: what tells a review from a plan, a half-year from a year, a speaker from a salutation.

In: seeds/lexicon/headings.csv (columns role, pattern, example). Out: one compiled pattern per role.

Example:
    >>> heading_pattern("review").search("一、2022年工作回顾").group()
    '回顾'
"""

from __future__ import annotations

import re
from functools import cache

from transforms.seeds.files import SeedError, read_rows
from transforms.seeds.guards import guarded


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    found: dict[str, re.Pattern[str]] = {}
    for row in read_rows("lexicon/headings.csv", required=("role", "pattern", "example")):
        if row["role"] in found:
            raise SeedError(f"seeds/lexicon/headings.csv: 角色重复 · role twice: {row['role']}")
        try:
            found[row["role"]] = re.compile(guarded(row["pattern"]))
        except re.error as error:
            raise SeedError(f"seeds/lexicon/headings.csv: {row['role']}: 正则有误 · not a pattern: {error}") from error
    return found


@cache
def heading_pattern(role: str) -> re.Pattern[str]:
    """The pattern of a role. Raises SeedError for a role that no row has."""
    try:
        return _patterns()[role]
    except KeyError:
        raise SeedError(f"seeds/lexicon/headings.csv: 没有角色 {role} · no row of this role") from None
