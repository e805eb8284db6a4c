"""The bank of phrasings: text files of clauses, openers and frames, read once.

In: tests/generator/bank/*.txt. Out: `Bank`. A clause's slots say which facts it needs: `{v}` a level, `{g}` a growth, `{d}` a
decline, `{p}` the level of the year before, `{x}` the increase, `{c}` the completion of a task; numbered ({v1}, {g2}) where a
clause states two series.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BANK = Path(__file__).parent / "bank"
SLOT = re.compile(r"\{([vgdpxc])(\d?)(?::([^}]*))?\}")
NUMBER_SLOT = re.compile(r"\{([nm]):([\d.]+)-([\d.]+)(?::([\d.]+))?\}")


@dataclass(frozen=True, slots=True)
class Clause:
    """One phrasing. `shape` is its slots in sorted order: "gv", "v", "g1g2v1v2"."""

    text: str
    codes: tuple[str, ...]
    shape: str

    @property
    def key(self) -> str:
        """Identity of the phrasing."""
        return self.text


@dataclass(frozen=True, slots=True)
class Bank:
    """Groups of clauses by code (or codes joined by +), and groups of plain sentences by name."""

    clauses: Mapping[str, tuple[Clause, ...]]
    plain: Mapping[str, tuple[str, ...]]
    openers: Mapping[str, tuple[str, ...]]
    plan: Mapping[str, tuple[str, ...]]
    frames: Mapping[str, tuple[str, ...]]

    def shapes(self, code: str) -> set[str]:
        """Shapes in which a series can be stated."""
        return {clause.shape for clause in self.clauses.get(code, ())}


def read_groups(name: str) -> dict[str, tuple[str, ...]]:
    """The groups of one bank file: `[name]` opens a group, `#` a comment, every other line is an entry."""
    groups: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (BANK / name).read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            current = groups.setdefault(line.strip("[]"), [])
        else:
            current.append(line)
    return {name: tuple(entries) for name, entries in groups.items()}


def shape_of(text: str) -> str:
    """The slots of a phrasing, sorted and joined."""
    return "".join(sorted({slot + number for slot, number, _ in SLOT.findall(text)}))


@cache
def load_bank() -> Bank:
    """The whole bank."""
    clauses = {
        group: tuple(Clause(text, tuple(group.split("+")), shape_of(text)) for text in entries)
        for group, entries in read_groups("clauses.txt").items()
    }
    return Bank(clauses, read_groups("plain.txt"), read_groups("openers.txt"), read_groups("plan.txt"), read_groups("frames.txt"))


def counts_in(words: str, surface: str) -> bool:
    """Do the count units that the phrasing asks for ({v:个}) stand in the surface?"""
    return all(unit in surface for _, _, unit in SLOT.findall(words) if unit)
