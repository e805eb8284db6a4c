"""Chart colours: told apart by colour-blind readers, and strong enough on the card, in light and dark."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import combinations

import pytest

MATRICES = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}
"""Full loss of one cone: Machado, Oliveira and Fernandes 2009, for linear RGB."""
CARDS = {"light": "#ffffff", "dark": "#1c2225"}
APART = 9.0
"""Least distance in CIELAB; shapes and dashes tell lines apart as well."""


def linear(colour: str) -> tuple[float, ...]:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def lab(rgb: tuple[float, ...]) -> tuple[float, float, float]:
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    x, y, z = (
        cube ** (1 / 3) if cube > 0.008856 else 7.787 * cube + 16 / 116
        for cube in (max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True))) / w for row, w in zip(rows, white, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen_by(kind: str, colour: str) -> tuple[float, float, float]:
    rgb = linear(colour)
    return lab(tuple(sum(a * b for a, b in zip(row, rgb, strict=True)) for row in MATRICES[kind]))


def luminance(colour: str) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def palette(scheme: str) -> list[str]:
    css = files("transforms.publish.site").joinpath("assets", "site.css").read_text(encoding="utf-8")
    blocks = re.findall(r"--c0: (#\w+); --c1: (#\w+); --c2: (#\w+); --c3: (#\w+); --c4: (#\w+); --c5: (#\w+);", css)
    assert len(blocks) == 3
    assert blocks[1] == blocks[2], "the dark of the system and the chosen dark are one"
    return list(blocks[0 if scheme == "light" else 1])


@pytest.mark.parametrize("scheme", CARDS)
@pytest.mark.parametrize("kind", MATRICES)
def test_lines_are_told_apart(scheme, kind):
    near = {
        (one, other): round(sum((a - b) ** 2 for a, b in zip(seen_by(kind, one), seen_by(kind, other), strict=True)) ** 0.5, 1)
        for one, other in combinations(palette(scheme), 2)
    }
    assert {pair: distance for pair, distance in near.items() if distance < APART} == {}


@pytest.mark.parametrize("scheme", CARDS)
def test_lines_stand_out_from_the_card(scheme):
    card = luminance(CARDS[scheme])
    for colour in palette(scheme):
        low, high = sorted((luminance(colour), card))
        assert (high + 0.05) / (low + 0.05) >= 4.5, colour
