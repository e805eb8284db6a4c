"""The page's views on the sample county, as tests and screenshots visit them.

In: nothing. Out: addresses by name, helpers in the browser.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HOSTILE = "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'>\U00020000\U0001d7db\u202e\u2028&lt;b&gt;\u200b"
"""Script, markup, wide and invisible characters."""
CELL = "general_budget_revenue:::990101102:2018"
VIEWS = {
    "overview": "#/",
    "indicators": "#/indicator",
    "indicator": "#/indicator/general_budget_revenue",
    "indicator-per-head": "#/indicator/general_budget_revenue?year=2021&per=per_head",
    "townships": "#/township",
    "township": "#/township/990101102?year=2022",
    "township-without-report": "#/township/990101201?year=2020",
    "compare": "#/compare?t=990101101,990101102,990101103&i=general_budget_revenue,population&from=2018&to=2022",
    "coverage": "#/coverage",
    "coverage-one": "#/coverage/population",
    "evidence": f"#/evidence/{CELL}",
    "evidence-held": "#/evidence/fixed_asset_investment:::990101104:2022",
    "quality": "#/quality",
    "changes": "#/changes",
    "dictionary": "#/dictionary",
    "downloads": "#/downloads",
    "search": "#/search?q=财政",
    "lost": "#/nowhere",
}
OVERFLOWING = """() => [...document.querySelectorAll("body *")].filter(e => {
    if (e instanceof SVGElement || (e.closest(".wide") && !e.classList.contains("wide"))) return false;
    const s = getComputedStyle(e);
    if (["auto", "scroll"].includes(s.overflowX) || s.position === "absolute" || s.display === "inline") return false;
    return e.scrollWidth > e.clientWidth + 1;
}).map(e => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 40)}`).concat(
    document.documentElement.scrollWidth > document.documentElement.clientWidth ? ["page"] : [])"""
"""Elements whose text is wider than they are; what scrolls by design (tables in .wide) is left out, but not its frame."""


@dataclass
class Seen:
    """What a page complained of and asked for."""

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def watch(page: Any) -> Seen:
    """Collect the console, errors and requests of a page."""
    seen = Seen()
    page.on("console", lambda message: seen.complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("request", lambda request: seen.requests.append(request.url))
    return seen


def visit(page: Any, base: str, address: str) -> None:
    """Go to a view, wait until it is drawn. `address` begins with #."""
    if not page.url.startswith(base):
        page.goto(base + address)
    else:
        page.evaluate("address => { location.hash = address; }", address)
    page.wait_for_function(
        "address => { const m = document.getElementById('main'); return m.getAttribute('aria-busy') === 'false'"
        " && decodeURIComponent(m.getAttribute('data-shown')) === decodeURIComponent(address); }",
        arg=address,
    )


@contextmanager
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing on stderr."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder's address on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
