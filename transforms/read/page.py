"""A page of one report on which every number is coloured by what it was read as and explained on hover and by keyboard focus.

In: a text, its `Reading` and a title. Out: one HTML document that needs nothing else: no script, its style allowed by hash, the report's
text in text nodes only. It works from a file, offline, in light and dark, printed, and by keyboard; kinds differ by line as well as by
colour.

Example:
    >>> render_page(text, read_text(text, year=a_year), title="杨集镇 2022").count("<script")
    0
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Template
from markupsafe import Markup

from transforms.model import Reading
from transforms.read.explain import Explained, explain
from transforms.seeds.rules import Label, label
from transforms.style import make_environment

KINDS = {"own": "32.5亿元", "change": "6.2%", "ahead": "8亿元", "elsewhere": "60万元", "uncoded": "12个", "time": "2022年", "none": "第一"}
"""Kinds of numbers in the order of the legend, each with a sample."""
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that HTML does not allow or that would reorder what the eye sees."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text up to a number, and the number; the last piece has none."""

    text: str
    number: Explained | None


@dataclass(frozen=True, slots=True)
class _Kind:
    code: str
    sample: str
    words: Label
    count: int


@cache
def _template() -> Template:
    environment = make_environment("transforms.read")
    environment.filters["words"] = lambda code, field: label(field, code)
    return environment.get_template("page.html.j2")


@cache
def _style() -> tuple[str, str]:
    """The style sheet and the source expression that allows exactly it."""
    style = files("transforms.read").joinpath("templates", "page.css").read_text(encoding="utf-8")
    return style, "sha256-" + b64encode(sha256(style.encode()).digest()).decode()


def render_page(text: str, reading: Reading, title: str) -> str:
    """The page of one report."""
    numbers = list(explain(text, reading))
    count = Counter(one.kind for one in numbers)
    style, style_hash = _style()
    return _template().render(
        title=_seen(title),
        style=Markup(style),
        style_hash=style_hash,
        year=reading.year,
        total=len(numbers),
        claims=sum(one.is_claim for one in numbers),
        kinds=[_Kind(code, sample, label("kind", code), count[code]) for code, sample in KINDS.items()],
        pieces=list(_pieces(text, numbers)),
    )


def _pieces(text: str, numbers: list[Explained]) -> Iterator[_Piece]:
    at = 0
    for one in numbers:
        seen = replace(one, quote=_seen(one.quote), reading=tuple(map(_seen, one.reading)))
        yield _Piece(_seen(text[at : one.start]), seen)
        at = one.end
    yield _Piece(_seen(text[at:]), None)


def _seen(text: str) -> str:
    return _UNSEEN.sub("\ufffd", text)
