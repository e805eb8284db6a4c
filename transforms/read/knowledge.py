"""What the reader knows, in parts, so that a change of one re-reads only the texts that it can concern.

In: the lexicon, units and indicators of seeds/. Out: `Part`s, each with a fingerprint and the words of which one stands in every text that
the part can matter to; the `Change` between two sets of them. Which texts a change concerns is decided by whether the words of the rows
that came, went or changed stand in them: a word that is not there is matched nowhere, whatever it would have meant. Where that cannot be
said (code, headings, formats, rows in another order) the change concerns everything (docs/decisions/0006-what-is-read-again.md).

Example:
    change = compare(former_parts, lexicon_parts())
    if concerns(change, text, file_name): …
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Final, NamedTuple

from transforms.read.normalise import normalise
from transforms.read.words import expand_words
from transforms.seeds.files import read_rows
from transforms.seeds.guards import needed
from transforms.seeds.lexicon import needed_words

EVERYWHERE: Final = ("lexicon/headings.csv", "lexicon/code_traits.csv", "formats/selectors.csv", "formats/wording.csv")
"""Files whose rows are applied to more than the text as stored: titles put together, codes, the bytes before there was a text."""
DERIVED_ROLES: Final = ("of_class",)
"""Roles of words.csv that are compared with what is left of a phrase after a word was taken out of it."""
NAMED_BY_OTHERS: Final = "indicators.csv"
"""A new code says nothing until a row of subjects.csv names it, and that row is a part of its own."""
FOR_PEOPLE: Final = frozenset({"domain", "name_zh", "name_en", "aliases_zh", "definition", "definition_zh", "core", "note", "example"})
"""Columns that no rule of the reader asks for."""


class Part(NamedTuple):
    """One thing that the reader knows."""

    file: str
    name: str
    """What stays the same when the row is changed."""
    fingerprint: str
    words: tuple[str, ...]
    """One of them stands in every text, as `normalise` makes it, that the part can matter to; none: it can matter to any text."""


@dataclass(frozen=True, slots=True)
class Change:
    """What lies between two readers."""

    everything: bool
    words: frozenset[str] = frozenset()


def _part(file: str, name: str, content: Iterable[str], words: Iterable[str] = ()) -> Part:
    said = "\x1f".join(content)
    return Part(file, name, sha256(said.encode()).hexdigest()[:16], tuple(sorted(words)))


def _said(row: Mapping[str, str], *without: str) -> list[str]:
    return [f"{column}={value}" for column, value in row.items() if column not in FOR_PEOPLE and column not in without]


def _of_words() -> Iterator[Part]:
    file = "lexicon/words.csv"
    for row in read_rows(file):
        for word in row["words"].split("|"):
            yield _part(file, f"{row['role']}:{word}", (), () if row["role"] in DERIVED_ROLES else (normalise(word),))


def _of_subjects() -> Iterator[Part]:
    file = "lexicon/subjects.csv"
    for row in read_rows(file):
        for word in expand_words(row):
            yield _part(file, f"{row['id']}:{word}", _said(row, "words"), (normalise(word),))


def _of_bounds() -> Iterator[Part]:
    file = "lexicon/bounds.csv"
    for row in read_rows(file):
        yield _part(file, f"{row['word']}:{row['place']}", _said(row), (normalise(row["word"]),))


def _of_patterns() -> Iterator[Part]:
    file = "lexicon/patterns.csv"
    for row in read_rows(file):
        yield _part(file, row["id"], [row["pattern"]], needed_words(row["id"]))
    for file in ("lexicon/notfact.csv", "lexicon/unions.csv"):
        for row in read_rows(file):
            yield _part(file, row["id"], _said(row), needed(row["pattern"]))


def _of_units() -> Iterator[Part]:
    for row in read_rows("units.csv"):
        yield _part("units.csv", row["unit"], _said(row), {row["unit"], normalise(row["unit"])})


def _of_indicators() -> Iterator[Part]:
    for row in read_rows(NAMED_BY_OTHERS):
        yield _part(NAMED_BY_OTHERS, row["code"], _said(row))


def _of_the_rest() -> Iterator[Part]:
    for file in EVERYWHERE:
        for number, row in enumerate(read_rows(file)):
            yield _part(file, str(number), _said(row))


@cache
def lexicon_parts() -> tuple[Part, ...]:
    """Everything that the lexicon, units and indicators tell the reader; cached for the process."""
    return (
        *_of_words(),
        *_of_subjects(),
        *_of_bounds(),
        *_of_patterns(),
        *_of_units(),
        *_of_indicators(),
        *_of_the_rest(),
    )


def version_of(parts: Sequence[Part]) -> str:
    """Twelve hex digits that name this knowledge."""
    said = "\n".join("\x1f".join((part.file, part.name, part.fingerprint)) for part in parts)
    return sha256(said.encode()).hexdigest()[:12]


def compare(former: Sequence[Part], now: Sequence[Part]) -> Change:
    """What changed. Rows that only changed places count as everything: the first one that fits decides."""
    old, new = ({(part.file, part.name, part.fingerprint): part for part in parts} for parts in (former, now))
    if [key for key in old if key in new] != [key for key in new if key in old]:
        return Change(True)
    names = {(part.file, part.name) for part in former} & {(part.file, part.name) for part in now}
    changed = [*(old[key] for key in old.keys() - new.keys()), *(new[key] for key in new.keys() - old.keys())]
    changed = [part for part in changed if part.file != NAMED_BY_OTHERS or (part.file, part.name) in names]
    if any(not part.words for part in changed):
        return Change(True)
    return Change(False, frozenset(word for part in changed for word in part.words))


def concerns(change: Change, text: str, file_name: str) -> bool:
    """Could the change alter what this text is read as?"""
    if change.everything:
        return True
    told = normalise(f"{file_name}\n{text}")
    return any(word in told for word in change.words)
