"""The places a workspace is about.

In: a Night. Out: dated township rows of its county (of all reporting counties where it covers the whole register), and the changes they
went through.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from flows.night import Night
from transforms.metrics.frames import PLACE_CHANGE_SCHEMA
from transforms.model import Township
from transforms.seeds.places import PlaceChange, PlaceIndex, load_places
from transforms.warehouse.connection import open_workshop


def reporting_counties(night: Night) -> list[str]:
    """County codes to fill: the workspace's own, or those that have reports."""
    if night.settings.county:
        return [night.settings.county]
    with open_workshop(night.workspace.workshop) as con:
        rows = con.execute("SELECT DISTINCT left(township_code, 6) FROM read.report ORDER BY 1").fetchall()
    return [row[0] for row in rows]


def workspace_townships(night: Night) -> tuple[Township, ...]:
    """Dated rows of every township of the workspace's counties."""
    places = load_places(night.seeds)
    return tuple(dict.fromkeys(row for code in reporting_counties(night) for row in township_rows(places, code)))


def township_rows(places: PlaceIndex, county_code: str) -> Iterable[Township]:
    """All dated rows of the townships that are, or were, in the county."""
    for township_id in dict.fromkeys(row.township_id for row in places.in_county(county_code)):
        yield from places.history(township_id)


def place_changes(night: Night, townships: Iterable[Township]) -> pl.DataFrame:
    """Changes of the townships: township_id, first year after the change, kind, and of a merger the township that went on."""
    places = load_places(night.seeds)
    ids = dict.fromkeys(row.township_id for row in townships)
    rows = dict.fromkeys(
        (township_id, change.on.year, change.kind, _merged_into(places, township_id, change))
        for township_id in ids
        for change in places.changes_of(township_id)
    )
    return pl.DataFrame(list(rows), schema=PLACE_CHANGE_SCHEMA, orient="row")


def _merged_into(places: PlaceIndex, township_id: str, change: PlaceChange) -> str | None:
    """The township that this one merged into by that change; None where it is the one that went on, or for another kind of change."""
    whole = places.history(change.new_code) if change.kind == "merged" else ()
    return whole[0].township_id if whole and whole[0].township_id != township_id else None
