"""The page itself: shell, styles, scripts and data into `site/` of a release.

In: a release's folder with a closed metrics.duckdb, facts about the run. Out: `site/`. The shell holds no inline style or script; its
Content-Security-Policy allows files of its own folder and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from transforms.publish.site.data import as_script, payloads
from transforms.style import make_environment, read_style
from transforms.warehouse.connection import open_candidate
from transforms.warehouse.promote import DATABASE

SITE = "site"
FIRST_SCRIPTS = ("core", "figures", "series", "download", "table", "chart", "pick")
"""Scripts that others build on, in this order; the views follow."""
SCRIPT, STYLE, PICTURE = ".js", ".css", ".svg"


def asset_names(suffix: str) -> list[str]:
    """Assets of one kind, in the order in which the page loads them: the router last."""
    found = sorted(one.name for one in files("transforms.publish.site").joinpath("assets").iterdir() if one.name.endswith(suffix))
    first = [f"{name}{suffix}" for name in FIRST_SCRIPTS]
    return sorted(found, key=lambda name: (first.index(name) if name in first else len(first), name == f"router{suffix}", name))


def write_assets(folder: Path) -> None:
    """Styles and scripts."""
    folder.mkdir()
    (folder / "house.css").write_text(read_style(), encoding="utf-8")
    for suffix in (STYLE, SCRIPT, PICTURE):
        for name in asset_names(suffix):
            asset = files("transforms.publish.site").joinpath("assets", name)
            (folder / name).write_bytes(asset.read_bytes())


def shell(facts: Mapping[str, Any]) -> str:
    """index.html."""
    return (
        make_environment("transforms.publish.site")
        .get_template("index.html.j2")
        .render(county=facts.get("county") or "", scripts=asset_names(SCRIPT), styles=asset_names(STYLE))
    )


LATER = ("README.md", "manifest.json")
"""Files that tell of the page too and so are written after it."""


def list_downloads(release: Path) -> Iterator[tuple[str, int | None]]:
    """Files of the release beside the page, with their bytes where they stand already."""
    for path in sorted(release.rglob("*")):
        name = path.relative_to(release).as_posix()
        if path.is_file() and not name.startswith(f"{SITE}/"):
            yield name, path.stat().st_size
    yield from ((name, None) for name in LATER)


def write_data(folder: Path, name: str, payload: Mapping[str, Any]) -> None:
    """One data script."""
    path = folder / f"{name}.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_script(name, payload), encoding="utf-8")


def write_site(release: Path, facts: Mapping[str, Any]) -> None:
    """Make `site/` in a release's folder."""
    folder = release / SITE
    folder.mkdir()
    write_assets(folder / "assets")
    (folder / "index.html").write_text(shell(facts), encoding="utf-8")
    with open_candidate(release / DATABASE) as con:
        for name, payload in payloads(con, facts):
            write_data(folder / "data", name, payload)
    write_data(folder / "data", "files", {"columns": ["name", "bytes"], "rows": [list(one) for one in list_downloads(release)]})
