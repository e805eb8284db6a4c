"""The lexicon of the reader: words by role, patterns of what is no fact, subjects and their codes.

In: seeds/lexicon/*.csv. Out: frozen tables, loaded once per process.
"""

from __future__ import annotations

from functools import cache

from transforms.seeds.files import SeedError, read_rows


@cache
def words_of(role: str) -> tuple[str, ...]:
    """Words of a role in lexicon/words.csv, longest first. Raises SeedError for a role that no row has."""
    found = [word for row in read_rows("lexicon/words.csv") if row["role"] == role for word in row["words"].split("|")]
    if not found:
        raise SeedError(f"seeds/lexicon/words.csv: 没有角色 {role} · no row of this role")
    return tuple(sorted(set(found), key=lambda word: (-len(word), word)))


@cache
def alternation(role: str) -> str:
    """The words of a role as one regular expression alternation, longest first."""
    import re

    return "|".join(re.escape(word) for word in words_of(role))
