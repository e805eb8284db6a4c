"""One look for every page that people open: colours by meaning, type, chips, cards, tables.

In: a package's templates. Out: house.css as text, and the one way of filling templates: escaped, and a name that is missing is an error.
The quality page writes the style inline, the site as a file; each adds only what is its own.
"""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined


def read_style() -> str:
    """The house's style sheet."""
    return files("transforms.style").joinpath("house.css").read_text(encoding="utf-8")


def make_environment(package: str) -> Environment:
    """Templates of `package`/templates: all that is put in is escaped, for report text is anybody's."""
    loader = PackageLoader(package, "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
