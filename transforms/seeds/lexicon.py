"""The lexicon of the reader: words by role, patterns by name, codes by trait.

In: seeds/lexicon/words.csv, patterns.csv and code_traits.csv. Out: frozen tables and compiled patterns, loaded once per process. A
pattern may name a role of words.csv or another pattern in braces: `{delta_word}(?:了|约)?`; a quantifier such as `{0,6}` is left alone.

Example:
    >>> pattern("aims").search("主要目标是：工业总产值增长8%").group()
    '主要目标是'
"""

from __future__ import annotations

import re
from functools import cache

from transforms.seeds.files import SeedError, read_rows
from transforms.seeds.guards import guarded, needed

_REFERENCE = re.compile(r"\{([a-z][a-z_]*)\}")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for row in read_rows("lexicon/words.csv", required=("role", "words")):
        found.setdefault(row["role"], set()).update(row["words"].split("|"))
    return {role: tuple(sorted(words, key=lambda word: (-len(word), word))) for role, words in found.items()}


@cache
def _sources() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in read_rows("lexicon/patterns.csv", required=("id", "pattern", "example")):
        if row["id"] in found or row["id"] in _words():
            raise SeedError(
                f"seeds/lexicon/patterns.csv: {row['id']}: 名称重复，或与 words.csv 的角色同名 · the id stands twice, or is a role"
            )
        found[row["id"]] = row["pattern"]
    return found


@cache
def _traits() -> dict[str, frozenset[str]]:
    rows = read_rows("lexicon/code_traits.csv", required=("trait", "codes"))
    return {row["trait"]: frozenset(row["codes"].split("|")) for row in rows}


def words_of(role: str) -> tuple[str, ...]:
    """Words of a role in lexicon/words.csv, longest first. Raises SeedError for a role that no row has."""
    try:
        return _words()[role]
    except KeyError:
        raise SeedError(f"seeds/lexicon/words.csv: 没有角色 {role} · no row of this role") from None


@cache
def alternation(role: str) -> str:
    """The words of a role as one regular expression alternation, longest first."""
    return "|".join(re.escape(word) for word in words_of(role))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern `name` of lexicon/patterns.csv, compiled. Raises SeedError where no row has it or it is no regular expression."""
    try:
        return re.compile(guarded(_source(name)))
    except re.error as error:
        raise SeedError(f"seeds/lexicon/patterns.csv: {name}: 正则有误 · not a pattern: {error}") from error


@cache
def hint(name: str) -> re.Pattern[str]:
    """A quick pattern that is found wherever the pattern `name` is, and seldom elsewhere: try it first where most texts have no match."""
    return re.compile("|".join(map(re.escape, needed_words(name))))


def needed_words(name: str) -> tuple[str, ...]:
    """Words of which one stands in every match of the pattern `name`; none where that cannot be told."""
    return needed(_source(name))


def _source(name: str) -> str:
    if name not in _sources():
        raise SeedError(f"seeds/lexicon/patterns.csv: 没有 {name} · no such row")
    return _REFERENCE.sub(_referenced, _sources()[name])


def _referenced(match: re.Match[str]) -> str:
    name = match[1]
    return f"(?:{_source(name) if name in _sources() else alternation(name)})"


def codes_with(trait: str) -> frozenset[str]:
    """The indicator codes of a trait in lexicon/code_traits.csv. Raises SeedError for a trait that no row has."""
    try:
        return _traits()[trait]
    except KeyError:
        raise SeedError(f"seeds/lexicon/code_traits.csv: 没有特征 {trait} · no row of this trait") from None
