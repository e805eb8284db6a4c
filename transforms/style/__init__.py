"""One look for every page that people open: colours by meaning, type, chips, cards, tables.

In: nothing. Out: house.css as text. The quality page writes it inline, the site as a file; each adds only what is its own.
"""

from __future__ import annotations

from importlib.resources import files


def read_style() -> str:
    """The house's style sheet."""
    return files("transforms.style").joinpath("house.css").read_text(encoding="utf-8")
