"""A township's printable profile: one A4 page, one self-contained HTML file, every number with its sentence.

In: an open release, a township (id, code or name), a year. Out: `Profile`, and its HTML. What does not fit on the page is counted and left
to county.xlsx. Texts of reports are escaped; the page loads nothing.

Example:
    html = render_profile(load_profile(con, find_township(con, "石笋湾镇", 2022), 2022))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb
from jinja2 import Environment
from markupsafe import Markup

from transforms.relation import read_sql
from transforms.seeds.labels import load_labels
from transforms.style import make_environment
from transforms.warehouse.wide import load_words

MOST_FIGURES = 24
MOST_TARGETS = 8
"""What one page holds with all its sentences."""
EXCERPT = 34
"""Characters of a sentence shown on each side of the number."""
TARGETS = """
    SELECT i.name_zh, t.variant, t.kind, t.measure, t.bound, t.value, t.value_high, t.unit, t.result, t.outcome, t.reasons,
           k.quote, k.sentence, k.start, k.sentence_start, r.file_name,
           {'quote': o.quote, 'sentence': o.sentence, 'start': o.start, 'sentence_start': o.sentence_start,
            'file_name': s.file_name} AS result_source
    FROM target t JOIN indicator i ON i.code = t.indicator
    LEFT JOIN read.claim k ON k.claim_id = t.claim_id AND k.report_id = t.report_id LEFT JOIN read.report r ON r.report_id = t.report_id
    LEFT JOIN cell c ON c.cell_id = t.cell_id LEFT JOIN read.claim o ON o.claim_id = c.claim_id AND o.report_id = c.report_id
    LEFT JOIN read.report s ON s.report_id = c.report_id
    WHERE t.township_id = $township_id AND t.year = $year
    ORDER BY list_position(['met', 'missed', 'not_mentioned', 'not_decided', 'no_report', 'span'], t.outcome), t.indicator, t.target_id
"""


PLACES = """
    SELECT DISTINCT township_id, township, county FROM coverage WHERE township_id IN (FROM township_ids($who)) AND year = $year ORDER BY ALL
"""


class UnknownTownshipError(ValueError):
    """No township of that name with figures in that year, or several."""


@dataclass(frozen=True, slots=True)
class Source:
    """A footnote: the words around a number. `before + quote + after` stands in the sentence; `sentence` is all of it."""

    number: int
    before: str
    quote: str
    after: str
    sentence: str
    file_name: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What the page shows."""

    township_id: str
    township: str
    county: str
    year: int
    release: str
    state: str
    figures: tuple[dict[str, Any], ...]
    targets: tuple[dict[str, Any], ...]
    sources: tuple[Source, ...]
    left_out: int
    targets_left_out: int
    tally: Mapping[str, int]
    peers: tuple[str, ...]


def rows(con: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of a query as dicts."""
    found = con.execute(sql, dict(values))
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def find_township(con: duckdb.DuckDBPyConnection, who: str, year: int) -> str:
    """The township's id. Raises UnknownTownshipError, naming what there is."""
    found = con.execute(PLACES, {"who": who, "year": year}).fetchall()
    if len(found) == 1:
        return str(found[0][0])
    if found:
        told = "、".join(f"{one[1]}（{one[2]}）{one[0]}" for one in found)
        raise UnknownTownshipError(f"{who}: 有几个，请用编号 · there are several, say which by id: {told}")
    known = con.execute("SELECT DISTINCT township FROM coverage WHERE year = $year ORDER BY township LIMIT 40", {"year": year}).fetchall()
    if not known:
        years = con.execute("SELECT min(year), max(year) FROM coverage").fetchone() or (None, None)
        raise UnknownTownshipError(f"{year}: 没有这一年，版本中有 · no such year; the release has {years[0]}–{years[1]}")
    raise UnknownTownshipError(
        f"{who}: {year} 年没有这个乡镇，有 · no such township in {year}; there are: {'、'.join(one[0] for one in known)}"
    )


class _Footnotes:
    """Sources numbered as they come; one number in one place has one footnote."""

    def __init__(self) -> None:
        self.sources: dict[tuple[str, int], Source] = {}

    def add(self, row: Mapping[str, Any]) -> int | None:
        """The footnote of a row with quote and sentence; None where it has none."""
        if row["sentence"] is None:
            return None
        key = (str(row["file_name"]), int(row["start"]))
        if key not in self.sources:
            at = row["start"] - row["sentence_start"]
            sentence, end = row["sentence"], at + len(row["quote"])
            before = ("…" if at > EXCERPT else "") + sentence[max(at - EXCERPT, 0) : at]
            after = sentence[end : end + EXCERPT] + ("…" if len(sentence) > end + EXCERPT else "")
            self.sources[key] = Source(len(self.sources) + 1, before, row["quote"], after, sentence, row["file_name"])
        return self.sources[key].number


def load_profile(con: duckdb.DuckDBPyConnection, township_id: str, year: int, release: str = "") -> Profile:
    """Everything of a township and year."""
    values = {"township_id": township_id, "year": year}
    (place,) = rows(con, "SELECT township, county, state FROM coverage WHERE township_id = $township_id AND year = $year", values)
    found, targets = rows(con, read_sql("transforms.publish", "profile"), values), rows(con, TARGETS, values)
    notes = _Footnotes()
    shown = tuple(one | {"note": notes.add(one)} for one in found[:MOST_FIGURES])
    aims = tuple(one | {"note": notes.add(one), "result_note": notes.add(one["result_source"])} for one in targets[:MOST_TARGETS])
    tally = {verdict: sum(one["verdict"] == verdict for one in found) for verdict in ("comparable", "with_caveat", "not_comparable")}
    tally |= {outcome: sum(one["outcome"] == outcome for one in targets) for outcome in ("met", "missed", "not_mentioned")}
    peers = tuple(row[0] for row in con.execute("SELECT township FROM peers(?)", [township_id]).fetchall())
    return Profile(
        township_id,
        place["township"],
        place["county"],
        year,
        release,
        place["state"],
        shown,
        aims,
        tuple(notes.sources.values()),
        len(found) - len(shown),
        len(targets) - len(aims),
        tally,
        peers,
    )


def say_number(value: Decimal | float | None, bound: str | None = "=", high: Decimal | None = None) -> str:
    """A figure as people write it: 3,000, ≥280, 3–5; at most two decimals beyond the figure's own."""
    if value is None:
        return "—"
    exact = value if isinstance(value, Decimal) else Decimal(repr(round(value, 2)))
    text = f"{exact.normalize():,f}"
    prefix = load_labels().zh("bound", bound or "=")
    return f"{prefix}{text}" + (f"–{high.normalize():,f}" if high is not None else "")


def say_percent(value: Decimal | None) -> str:
    """A percentage with its sign and one decimal."""
    return "—" if value is None else f"{value:+.1f}%"


def _style() -> str:
    """The status page's palette, then the profile's own."""
    shared = files("transforms.ops").joinpath("templates", "quality.css").read_text(encoding="utf-8")
    return shared + files("transforms.publish").joinpath("templates", "profile.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = make_environment("transforms.publish")
    environment.globals |= {"number": say_number, "percent": say_percent, "labels": load_labels(), "domains": load_words().domains}
    return environment


def render_profile(profile: Profile) -> str:
    """The page."""
    return _environment().get_template("profile.html.j2").render(p=profile, style=Markup(_style()))
