"""How codes are said to people.

In: seeds/labels.csv. Out: Chinese and English by vocabulary and code.

Example:
    >>> load_labels().zh("verdict", "with_caveat")
    '附注后可比'
    >>> load_labels().reasons("bound:>=;year_to_date:2022-11-25")
    '非确数（≥）；截至（2022-11-25）'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.seeds.files import SeedError, read_rows

FILE = "labels.csv"


@dataclass(frozen=True, slots=True)
class Labels:
    """Chinese and English by (field, word)."""

    by_word: Mapping[tuple[str, str], tuple[str, str]]

    def zh(self, field: str, word: str | None) -> str:
        """The Chinese label; the code itself where there is none, nothing for null."""
        return self.by_word.get((field, word), (word, word))[0] if word is not None else ""

    def reasons(self, reasons: str | None) -> str:
        """Reason codes joined by `;` in words, what stands after `:` in brackets, in words where a vocabulary of that name has it."""
        told = []
        for reason in filter(None, (reasons or "").split(";")):
            code, colon, detail = reason.partition(":")
            more = self.zh(code, detail)
            told.append(self.zh("reason", code) + (f"（{more}）" if colon and more else ""))
        return "；".join(told)


@cache
def load_labels(overlay: Path | None = None) -> Labels:
    """All labels. Raises SeedError for a word that stands twice."""
    by_word: dict[tuple[str, str], tuple[str, str]] = {}
    for row in read_rows(FILE, overlay, ("field", "word", "zh", "en")):
        key = (row["field"], row["word"])
        if key in by_word and overlay is None:
            raise SeedError(f"{FILE}: {key}: 重复 · stands twice")
        by_word[key] = (row["zh"], row["en"])
    return Labels(by_word)
