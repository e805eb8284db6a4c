"""Which township a document is about.

In: a text, its file name, the places, and what is known from elsewhere: the workspace's county, the web address. Out: a `PlaceResolution`:
resolved, ambiguous with candidates, or unknown. Nothing is guessed: a name that several townships bear is resolved only by a county that
the header, the address, the workspace or the file name states.

Example:
    resolve_place(text, "夏邑县杨集镇2022.txt", load_places()).township.county
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from transforms.model import PlaceEvidence, PlaceResolution, Township
from transforms.raw.naming import Written, header_lines, register_names, written_names
from transforms.seeds.places import PlaceIndex

CLEAR_LEAD = 1.15
"""The strongest name must weigh this much more than the next one that is a township too."""
CONFIDENCE = {"workspace": 0.99, "url": 0.97, "header": 0.97, "file_name": 0.9, "body": 0.6, "unique": 0.9}


@dataclass(frozen=True, slots=True)
class _CountyHint:
    """Something that says a county (or, for a host, one township)."""

    source: str
    codes: frozenset[str]
    quote: str


def resolve_place(
    text: str,
    file_name: str,
    places: PlaceIndex,
    county_code: str | None = None,
    url: str | None = None,
    on: date | None = None,
) -> PlaceResolution:
    """Find the document's township.

    Args:
        text: the document's text.
        file_name: name as received.
        places: the register with the county's own places over it.
        county_code: the workspace's county; places elsewhere are unknown to it.
        url: where the document was fetched.
        on: the report's date; of a township's dated rows the one in force then is returned. None: the last one.
    """
    names = written_names(text, file_name, places.knows)
    if not names:
        return PlaceResolution("unknown", None, None)
    best, tied = names[0], _tied(names)
    if tied and not county_code:
        candidates = tuple(row for one in (best, *tied) for row in _bearers(one.name, places))
        return PlaceResolution("ambiguous", best.name, None, candidates, best.evidence)
    hints = list(_hints(best, text, file_name, places, url))
    if county_code:
        return _in_workspace(names, hints, places, county_code, on)
    return _anywhere(best, hints, places, on)


def written_name(text: str, file_name: str = "", places: PlaceIndex | None = None) -> str | None:
    """The township's name as the document writes it, whether or not anybody knows it."""
    names = written_names(text, file_name, places.knows if places else None)
    return names[0].name if names else None


def _tied(names: Sequence[Written]) -> tuple[Written, ...]:
    """Names that weigh about as much as the strongest from the same kind of source."""
    best = names[0]
    return tuple(one for one in names[1:] if one.weight * CLEAR_LEAD > best.weight and one.evidence[0].source == best.evidence[0].source)


def _bearers(name: str, places: PlaceIndex) -> tuple[Township, ...]:
    """Townships that bear the name as written, else with the register's ending (柳河街道办事处 → 柳河街道)."""
    for form in (name, *register_names(name)):
        if found := places.named(form):
            return found
    return ()


def _hints(best: Written, text: str, file_name: str, places: PlaceIndex, url: str | None) -> Iterable[_CountyHint]:
    if url and (code := places.host_code(urlsplit(url).hostname or url)):
        yield _CountyHint("url", frozenset({code}), url)
    above = _counties_in(best.above, best, places)
    if above:
        yield _CountyHint("header", above, best.above + best.name)
    else:
        header = "\n".join(header_lines(text))
        if codes := _counties_in(header, best, places):
            yield _CountyHint("header", codes, header[:60])
    if codes := _counties_in(file_name, best, places):
        yield _CountyHint("file_name", codes, file_name)


def _counties_in(words: str, best: Written, places: PlaceIndex) -> frozenset[str]:
    """Counties of the name's bearers that the words name, now or by a former name; the city decides between counties of one name."""
    if not words:
        return frozenset()
    bearers = {row.county_code for row in _bearers(best.name, places)}
    named = {code for code in bearers if any(_names_county(words, name, places) for name in places.county_names(code))}
    in_city = {code for code in named if (city := places.counties[code].city) and city in words}
    return frozenset(in_city or named)


def _names_county(words: str, name: str, places: PlaceIndex) -> bool:
    """Do the words name this county, and not one whose longer name ends so (武宁县, not 宁县)?"""
    at = words.find(name)
    while at >= 0:
        longer = (words[at - more : at + len(name)] for more in (1, 2) if at >= more)
        if not any(one in places.all_county_names for one in longer):
            return True
        at = words.find(name, at + 1)
    return False


def _in_workspace(
    names: Sequence[Written], hints: Sequence[_CountyHint], places: PlaceIndex, county_code: str, on: date | None
) -> PlaceResolution:
    here = {one.name: tuple(row for row in _bearers(one.name, places) if row.county_code == county_code) for one in names}
    best = names[0]
    for one in (best, *_tied(names)):
        if len(here[one.name]) == 1:
            evidence = (PlaceEvidence("workspace", county_code, 1.0), *one.evidence)
            elsewhere = [hint for hint in hints if one is best and hint.source in ("header", "url") and not _within(hint, county_code)]
            if elsewhere:
                return PlaceResolution("ambiguous", one.name, None, _bearers(one.name, places), evidence)
            return _resolved(one, here[one.name][0], places, evidence, "workspace", on)
    if len(here[best.name]) > 1:
        return PlaceResolution("ambiguous", best.name, None, here[best.name], best.evidence)
    return PlaceResolution(
        "unknown", best.name, None, _bearers(best.name, places) or _similar(best.name, places, county_code), best.evidence
    )


def _within(hint: _CountyHint, county_code: str) -> bool:
    return any(code[:6] == county_code for code in hint.codes)


def _anywhere(best: Written, hints: Sequence[_CountyHint], places: PlaceIndex, on: date | None) -> PlaceResolution:
    bearers = _bearers(best.name, places)
    for hint in hints:
        fitting = tuple(row for row in bearers if any(code in (row.county_code, row.code, row.township_id) for code in hint.codes))
        evidence = (PlaceEvidence(hint.source, hint.quote, 1.0), *best.evidence)
        if len(fitting) == 1:
            return _resolved(best, fitting[0], places, evidence, hint.source, on)
        if hint.source == "url" and bearers and not fitting:
            return PlaceResolution("unknown", best.name, None, bearers, evidence)
        if fitting:
            bearers = fitting
    if len(bearers) == 1 and not _elsewhere(best, bearers[0], places):
        return _resolved(best, bearers[0], places, best.evidence, "unique", on)
    return PlaceResolution("ambiguous" if len(bearers) > 1 else "unknown", best.name, None, bearers, best.evidence)


def _elsewhere(best: Written, only: Township, places: PlaceIndex) -> bool:
    """Does the text put the name into another county than the one township of that name lies in?"""
    for end in ("县", "区", "旗", "市"):
        head, mark, tail = best.above.rpartition(end)
        if mark and not tail:
            word = head + mark
            named = [one for at in range(len(word) - 1) for one in places.counties_named(word[at:])]
            return bool(named) and all(one.code != only.county_code for one in named) and only.city not in word
    return False


def _similar(name: str, places: PlaceIndex, county_code: str) -> tuple[Township, ...]:
    """Townships of the county with the same stem and another ending: 老砦镇 for 老砦乡, perhaps upgraded. For the hint only."""
    stem = name.removesuffix("街道").rstrip("镇乡")
    return tuple(row for row in places.in_county(county_code) if len(stem) > 1 and row.name.startswith(stem))


def _resolved(
    best: Written, township: Township, places: PlaceIndex, evidence: tuple[PlaceEvidence, ...], source: str, on: date | None
) -> PlaceResolution:
    rows = places.history(township.code) or (township,)
    last = rows[-1]
    if on is not None:
        last = next((row for row in rows if (row.valid_from or on) <= on <= (row.valid_to or on)), last)
    return PlaceResolution("resolved", best.name, last, (last,), evidence, CONFIDENCE[source])
