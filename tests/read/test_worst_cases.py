"""Texts made to hurt: the reader finishes on a megabyte of them and still accounts for every numeral character.

Growth with size is measured by `python -m benchmarks reading`; here nothing is timed.
"""

import re

import pytest

from transforms.model import Reading, ReportYear
from transforms.read.reader import read_text

YEAR = ReportYear(2021, "reviewed", "annual", "title")
RUN = re.compile(r"[0-9]+|[零〇一二两三四五六七八九十百千万亿几数半]+")
WORST = {
    "digits": "7",
    "hundred_millions": "亿",
    "chinese_numerals": "三",
    "brackets": "（",
    "bracket_pairs": "（3）",
    "quotes": "“",
    "titles": "《",
    "spaces": " ",
    "newlines": "\n",
    "endless_clause": "完成投资三亿元及",
    "endless_sentence": "完成投资3亿元，增长5%，",
    "endless_list": "小麦3亩、",
    "years": "2021年的3亿元",
    "base_years": "比2015年增加3亿元，",
    "dates": "1-",
    "thousands": "1,",
    "multipliers": "1万",
}


def _read(text: str) -> Reading:
    return read_text(text, year=YEAR)


@pytest.mark.parametrize("piece", WORST.values(), ids=WORST.keys())
@pytest.mark.parametrize("length", [20_000, pytest.param(350_000, marks=pytest.mark.slow)])
def test_every_numeral_is_accounted_for(piece: str, length: int) -> None:
    text = (piece * (length // len(piece) + 1))[:length]
    reading = _read(text)
    covered = bytearray(len(text))
    for mention in reading.mentions:
        assert text[mention.start : mention.end] == mention.quote
        covered[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
    assert sum(m.end - m.start for m in reading.mentions) == sum(covered), "mentions overlap"
    assert all(covered[at] for run in RUN.finditer(text) for at in range(*run.span()))


@pytest.mark.parametrize("piece", WORST.values(), ids=WORST.keys())
def test_no_sentence_grows_without_end(piece: str) -> None:
    reading = _read(piece * (12_000 // len(piece)))
    assert all(len(claim.sentence) < 5_000 for claim in reading.claims)
