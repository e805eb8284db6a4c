"""How places are written in running text: endings, what leads into a name, what is no name.

In: seeds/places/wording.csv (role, pattern, example) and forms.csv (ending, register_ending). Out: compiled patterns and endings.

Example:
    >>> place_pattern("ending").search("杨集镇").group()
    '镇'
"""

from __future__ import annotations

import re
from functools import cache

from transforms.seeds.files import SeedError, read_rows


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rows = read_rows("places/wording.csv", required=("role", "pattern", "example"))
    return {row["role"]: re.compile(row["pattern"]) for row in rows}


def place_pattern(role: str) -> re.Pattern[str]:
    """The pattern of a role. Raises SeedError for a role that no row has."""
    try:
        return _patterns()[role]
    except KeyError:
        raise SeedError(f"seeds/places/wording.csv: 没有角色 {role} · no row of this role") from None


@cache
def register_forms() -> tuple[tuple[str, str], ...]:
    """Endings as people write them and as the register has them: 街道办事处 → 街道."""
    rows = read_rows("places/forms.csv", required=("ending", "register_ending"))
    return tuple((row["ending"], row["register_ending"]) for row in rows)
