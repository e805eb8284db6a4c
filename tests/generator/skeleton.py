"""How alike two reports are: the share of sentence skeletons they have in common.

In: texts. Out: skeletons (sentences without digits and names) and the share of the shorter report's that the other has too.
"""

from __future__ import annotations

import re
from collections import Counter

from tests.generator.county import CITY, COUNTY, TOWNSHIPS

SENTENCE_END = re.compile(r"[。！？；\n]+")
NUMBER = re.compile(r"[0-9０-９]+(?:[.．,，][0-9０-９]+)*")
NUMERAL = re.compile(r"(?<=第)[一二三四五六七八九十]+|^[（(]?[一二三四五六七八九十]+[）)、]|^[一二三四五六七]是")
NAMES = sorted(
    {
        COUNTY,
        CITY,
        *(name for place in TOWNSHIPS for name in (place.name, place.former, place.speaker, *place.villages, *place.firms) if name),
    },
    key=len,
    reverse=True,
)
NAME = re.compile("|".join(map(re.escape, NAMES)))


def skeletons(text: str) -> Counter[str]:
    """Sentences with numbers as # and names as N; empty ones left out."""
    found: Counter[str] = Counter()
    for sentence in SENTENCE_END.split(text):
        bare = NUMERAL.sub("", NUMBER.sub("#", NAME.sub("N", sentence.strip().lstrip("—"))))
        if bare:
            found[bare] += 1
    return found


def shared(one: Counter[str], other: Counter[str]) -> float:
    """Share of the shorter report's skeletons that stand in the other too."""
    return sum((one & other).values()) / max(1, min(one.total(), other.total()))
