r"""Is a document the report of a county's own government?

In: a text, its file name, the places, the workspace's county. Out: a `PlaceResolution` of kind `county`, or None where it is no such
report. It is one where the header or the file name has a government's report for a title and names a county's government or people's
congress, and no township. A city's or a province's report is one too, and unknown: it is of no county.

Example:
    county_report("政府工作报告\n——在夏邑县第十六届人民代表大会第二次会议上", "", load_places()).county
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from transforms.model import County, PlaceEvidence, PlaceKind, PlaceResolution
from transforms.raw.naming import CHINESE_BEFORE, MAX_NAME, Written, cut_known, cut_unknown, name_sources, written_names
from transforms.seeds.places import PlaceIndex
from transforms.seeds.wording import place_pattern

HEADER = ("title", "header")
CONFIDENCE = {"title": 0.97, "header": 0.97, "file_name": 0.9}


@dataclass(frozen=True, slots=True)
class _Named:
    """A county (or a city, a province) as a line names it, with the places written before it."""

    name: str
    above: str
    source: str
    line: str


def county_report(text: str, file_name: str, places: PlaceIndex, county_code: str | None = None) -> PlaceResolution | None:
    """The county whose own report this is: resolved, ambiguous among counties of one name, or unknown; None for any other document.

    Args:
        text: the document's text.
        file_name: name as received.
        places: the register with the county's own places over it.
        county_code: the workspace's county; another county's report is unknown to it.
    """
    named = _best(text, file_name, places)
    if named is None:
        return None
    counties = _bearers(named, places)
    chosen = tuple(one for one in counties if one.code == county_code) if county_code else counties
    outcome = "resolved" if len(chosen) == 1 else "ambiguous" if chosen else "unknown"
    evidence = (PlaceEvidence(named.source, named.line[:60], 1.0),)
    certain = CONFIDENCE[named.source] if outcome == "resolved" else 0.0
    return PlaceResolution(outcome, named.name, None, (), evidence, certain, PlaceKind.COUNTY, chosen or counties)


def _best(text: str, file_name: str, places: PlaceIndex) -> _Named | None:
    """The first county that a report's header names, else its file name; None where there is none, or a township is named instead."""
    lines = [(source, line) for source, line in name_sources(text, file_name) if source in CONFIDENCE]
    if not any(place_pattern("county_title").search(line) for _, line in lines):
        return None
    found = [one for source, line in lines for one in _named_in(source, line, places)]
    if not found:
        return None
    best = found[0]
    against = HEADER if best.source in HEADER else ("title", "header", "body", "signature", "file_name")
    names = written_names(text, file_name, places.knows)
    return None if any(_is_of_township(one, against, best.name) for one in names) else best


def _is_of_township(written: Written, sources: tuple[str, ...], county: str) -> bool:
    """Is a township named there? 桐乡 in 桐乡市政府 is none."""
    return not county.startswith(written.name) and any(one.source in sources for one in written.evidence)


def _named_in(source: str, line: str, places: PlaceIndex) -> Iterator[_Named]:
    """Counties, cities and provinces that a line names by their government or congress."""
    for ending in place_pattern("county_ending").finditer(line):
        if place_pattern("county_follows").match(line, ending.end()) is None:
            continue
        before = CHINESE_BEFORE.search(line, max(0, ending.end() - MAX_NAME), ending.end())
        run = line[before.start() : ending.end()] if before else ending[0]
        cut = cut_known(run, places.all_county_names.__contains__) or _unknown(run, ending[0])
        if cut is not None:
            yield _Named(*cut, source, line)


def _unknown(run: str, ending: str) -> tuple[str, str] | None:
    """A city's or a province's name (商丘市), and the places above it; 我代表县 is none."""
    cut = cut_unknown(run, ending)
    return None if cut is None or place_pattern("lead_in").match(cut[0]) else cut


def _bearers(named: _Named, places: PlaceIndex) -> tuple[County, ...]:
    """Counties of that name; the city or province written before it decides between several."""
    counties = places.counties_named(named.name)
    fitting = tuple(one for one in counties if one.city and one.city in named.above)
    within = tuple(one for one in counties if one.province and one.province in named.above)
    return fitting or within or counties
