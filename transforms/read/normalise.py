"""Same text, same offsets: full-width and look-alike characters become their plain forms, one to one.

In: a document's text. Out: a string of the same length, so that every offset counts the original.

Example:
    >>> normalise("增长６．２％")
    '增长6.2%'
"""

from __future__ import annotations

import re
from typing import Final

_PAIRS: Final = (
    *((chr(code), chr(code - 0xFEE0)) for code in range(0xFF10, 0xFF1A)),
    *((chr(code), chr(code - 0xFEE0)) for code in range(0xFF21, 0xFF3B)),
    *((chr(code), chr(code - 0xFEE0)) for code in range(0xFF41, 0xFF5B)),
    ("％", "%"),
    ("．", "."),
    ("﹪", "%"),
    ("－", "-"),
    ("−", "-"),
    ("＋", "+"),
    ("～", "~"),
    ("〜", "~"),
    ("∼", "~"),
    ("﹕", ":"),
    ("∶", ":"),
    ("○", "〇"),
    ("Ｏ", "〇"),
    ("\u3000", " "),
    ("\xa0", " "),
    ("\u200b", " "),
    ("\ufeff", " "),
    ("\t", " "),
    ("\r", " "),
    ("﹔", "；"),
    (";", "；"),
    ("（", "("),
    ("）", ")"),
    ("［", "["),
    ("］", "]"),
    ("㎡", "㎡"),
    ("─", "—"),
    ("–", "—"),
    ("―", "—"),
    ("•", "·"),
    ("・", "·"),
    ("〈", "《"),
    ("〉", "》"),
    ("＂", '"'),
)
_PLAIN: Final = dict(_PAIRS)
_UNUSUAL: Final = re.compile("[" + "".join(map(re.escape, _PLAIN)) + "]")


def normalise(text: str) -> str:
    """`text` with plain digits, letters, signs and spaces; same length, so offsets hold."""
    return _UNUSUAL.sub(_to_plain, text)


def _to_plain(match: re.Match[str]) -> str:
    return _PLAIN[match[0]]
