"""Report texts for the page: passages with the offset they begin at, and every number in them.

In: a text, the spans of its mentions and sentences. Out: `Passages`: the whole text as one passage, or, where full texts are kept out,
each sentence that holds a claim with its two neighbours. Browsers count UTF-16 units, Python characters: offsets are turned here, once.

Example:
    >>> whole_text("税收𠀀3亿元。")
    ((0, '税收𠀀3亿元。'),)
    >>> utf16_offsets("𠀀3亿元", [1, 2])
    [2, 3]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

Passages = tuple[tuple[int, str], ...]
"""(offset in UTF-16 units, text), in order, not overlapping."""
LAST_NARROW = "\uffff"
SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]?")
"""Where a neighbour ends: the marks that end a sentence or clause, or a line."""


def utf16_offsets(text: str, offsets: Sequence[int]) -> list[int]:
    """Character offsets as UTF-16 offsets."""
    if not text or max(text) <= LAST_NARROW:
        return list(offsets)
    before = [0, *accumulate(2 if mark > LAST_NARROW else 1 for mark in text)]
    return [before[offset] for offset in offsets]


def whole_text(text: str) -> Passages:
    """The text as one passage."""
    return ((0, text),)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the text's sentences that say something."""
    return [found.span() for found in SENTENCE.finditer(text) if found.group().strip()]


def passage_spans(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Each span with the sentence before and the one after; those that touch become one. Offsets count characters."""
    sentences = sentence_spans(text)
    kept: list[list[int]] = []
    for start, end in sorted(spans):
        first = max((at for at, (_, stop) in enumerate(sentences) if stop <= start), default=None)
        last = min((at for at, (begin, _) in enumerate(sentences) if begin >= end), default=None)
        low = start if first is None else sentences[first][0]
        high = end if last is None else sentences[last][1]
        if kept and low <= kept[-1][1]:
            kept[-1][1] = max(kept[-1][1], high)
        else:
            kept.append([low, high])
    return [(low, high) for low, high in kept]


def neighbourhoods(text: str, spans: Iterable[tuple[int, int]]) -> Passages:
    """The passages of `passage_spans`."""
    kept = passage_spans(text, spans)
    starts = utf16_offsets(text, [low for low, _ in kept])
    return tuple((at, text[low:high]) for at, (low, high) in zip(starts, kept, strict=True))
