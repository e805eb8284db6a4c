"""What must stand in a text for a regular expression to match, read from the expression itself, so that most of them need not be tried.

In: the source of a pattern. Out: a source that looks at one character before it tries the whole, or the words of which one stands in
every match. Both are conditions that a match fulfils by necessity: they save time and change no result.

Example:
    >>> needed("第?[一二]季度(?:末|底)?")
    ('季度',)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_MOST_CHARACTERS = 200
"""A wider class at the beginning tells nothing: nearly every character is in it."""
_ZERO_WIDTH = frozenset({op.AT, op.ASSERT, op.ASSERT_NOT})
_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT})


class _AnyCharacterError(Exception):
    """The expression may begin with nearly any character, or match nothing."""


def guarded(source: str) -> str:
    """`source` with a look at the next character in front, where its beginning is optional and hides which characters can begin it."""
    items = list(_parser.parse(source))
    if _is_quick(items):
        return source
    try:
        first, empty = _first(items)
    except _AnyCharacterError:
        return source
    return source if empty else f"(?=[{''.join(map(re.escape, sorted(first)))}])(?:{source})"


def _is_quick(items: list[Any]) -> bool:
    """Does `re` itself see which characters can begin a match? It does for a literal, a class, and words joined by bars."""
    while items and items[0][0] is op.SUBPATTERN:
        items = list(items[0][1][3])
    if not items:
        return True
    code, argument = items[0]
    return code in (op.LITERAL, op.IN) or (code is op.BRANCH and all(way and way[0][0] is op.LITERAL for way in argument[1]))


def _first(items: Iterable[Any]) -> tuple[frozenset[str], bool]:
    """Characters that can begin a match, and whether it can be empty. Raises _AnyCharacterError where they are too many to tell."""
    found: frozenset[str] = frozenset()
    for code, argument in items:
        if code in _ZERO_WIDTH:
            continue
        first, empty = _first_of(code, argument)
        found |= first
        if not empty:
            return found, False
    return found, True


def _first_of(code: Any, argument: Any) -> tuple[frozenset[str], bool]:
    if code is op.LITERAL:
        return frozenset({chr(argument)}), False
    if code is op.IN:
        return _members(argument), False
    if code is op.SUBPATTERN:
        return _first(argument[3])
    if code is op.BRANCH:
        ways = [_first(way) for way in argument[1]]
        return frozenset().union(*(first for first, _ in ways)), any(empty for _, empty in ways)
    if code in _REPEATS:
        first, empty = _first(argument[2])
        return first, empty or argument[0] == 0
    raise _AnyCharacterError


def _members(argument: Any) -> frozenset[str]:
    """The characters of a class."""
    found: set[str] = set()
    for code, value in argument:
        if code is op.LITERAL:
            found.add(chr(value))
        elif code is op.RANGE and value[1] - value[0] < _MOST_CHARACTERS:
            found.update(map(chr, range(value[0], value[1] + 1)))
        else:
            raise _AnyCharacterError
    return frozenset(found)


def needed(source: str) -> tuple[str, ...]:
    """Words of which one stands in every match of `source`; none where that cannot be told."""
    return tuple(sorted(_needed(_parser.parse(source)), key=lambda word: (-len(word), word)))


def _needed(items: Iterable[Any]) -> frozenset[str]:
    choices: list[frozenset[str]] = []
    run = ""
    for code, argument in items:
        if code is op.LITERAL:
            run += chr(argument)
            continue
        choices.append(frozenset({run}))
        run = ""
        if code not in _ZERO_WIDTH:
            choices.append(_needed_of(code, argument))
    choices.append(frozenset({run}))
    return max(choices, key=lambda words: (min(map(len, words), default=0), -len(words))) - {""}


def _needed_of(code: Any, argument: Any) -> frozenset[str]:
    if code is op.IN:
        try:
            return _members(argument)
        except _AnyCharacterError:
            return frozenset()
    if code is op.SUBPATTERN:
        return _needed(argument[3])
    if code is op.BRANCH:
        ways = [_needed(way) for way in argument[1]]
        return frozenset().union(*ways) if all(ways) else frozenset()
    if code in _REPEATS and argument[0] > 0:
        return _needed(argument[2])
    return frozenset()
