"""Pictures of every view, for people to look at: 1280 and 390 wide, light and dark.

    make screenshots            # build/screenshots/<view>-<width>-<light|dark>.png, from build/sample

In: a release with a page, a folder. Out: PNG files; exit 1 where a text is wider than its box.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from site_views import OVERFLOWING, VIEWS, browser, visit, watch

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")


def first_report(release: Path) -> str:
    """The report behind the evidence view's cell."""
    import duckdb

    with duckdb.connect(str(release / "metrics.duckdb"), read_only=True) as con:
        row = con.execute("SELECT report_id FROM read.report WHERE township_id = '990101102' AND year = 2018").fetchone()
    return str(row[0]) if row else ""


def take(release: Path, folder: Path) -> list[str]:
    """Take all pictures. Returns the faults."""
    folder.mkdir(parents=True, exist_ok=True)
    base, faults = (release / "site" / "index.html").as_uri(), []
    views = {**VIEWS, "report": f"#/report/{first_report(release)}?at=305"}
    with browser() as chromium:
        for width in WIDTHS:
            for scheme in SCHEMES:
                context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                page = context.new_page()
                seen = watch(page)
                for name, address in views.items():
                    visit(page, base, address)
                    faults += [f"{name} {width}: {one}" for one in page.evaluate(OVERFLOWING)]
                    page.screenshot(path=str(folder / f"{name}-{width}-{scheme}.png"), full_page=True)
                faults += seen.complaints
                context.close()
    return faults


def main() -> int:
    """Command line: release, folder."""
    faults = take(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
    print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
