"""Rules of the reader in words, and the words for its codes: what --explain, the page and docs/reading.md say to people.

In: seeds/lexicon/rules.csv (id, part, words_zh, words_en, source, accepted, counter), labels.csv (field, code, words_zh, words_en).
Out: `Rule` rows by id, labels by field and code; loaded once per process.

Example:
    >>> label("status", "target").zh
    '目标'
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from transforms.seeds.files import SeedError, read_rows


@dataclass(frozen=True, slots=True)
class Label:
    """A code in the two languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        """Chinese, then English."""
        return f"{self.zh} · {self.en}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the reader. Columns: seeds/lexicon/README.md; `accepted` and `counter` are sentences, ¶ standing for a line break."""

    id: str
    part: str
    words: Label
    source: str
    accepted: str
    counter: str


@cache
def load_rules() -> dict[str, Rule]:
    """Every rule by id, in file order. Raises SeedError for an id that stands twice."""
    found: dict[str, Rule] = {}
    for row in read_rows("lexicon/rules.csv", required=("id", "part", "words_zh", "words_en", "source", "accepted", "counter")):
        if row["id"] in found:
            raise SeedError(f"seeds/lexicon/rules.csv: 规则重复 · rule twice: {row['id']}")
        words = Label(row["words_zh"], row["words_en"])
        found[row["id"]] = Rule(row["id"], row["part"], words, row["source"], row["accepted"], row["counter"])
    return found


@cache
def load_labels() -> dict[tuple[str, str], Label]:
    """Every label by field and code, in file order."""
    rows = read_rows("lexicon/labels.csv", required=("field", "code", "words_zh", "words_en"))
    return {(row["field"], row["code"]): Label(row["words_zh"], row["words_en"]) for row in rows}


def label(field: str, code: str) -> Label:
    """The words for a code; the code itself where no row has it."""
    return load_labels().get((field, code), Label(code, code))


@cache
def subject_words() -> dict[str, str]:
    """Words of every row of lexicon/subjects.csv by row id, as the file writes them."""
    return {row["id"]: row["words"] for row in read_rows("lexicon/subjects.csv", required=("id", "words"))}
