"""One document through raw and read: bytes in, place, year and claims out.

In: bytes, file name, the county's code and seeds. Out: the text and a `Found`. Both `extract` and the nightly run go this way, so they
agree.

Example:
    with Worker() as worker:
        for member, text, found in read_documents(path.read_bytes(), path.name, worker):
            print(found.township, found.year.year, len(found.reading.claims))
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from transforms.model import County, PlaceResolution, Reading, ReportYear
from transforms.raw.county import county_report
from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats.archive import is_archive, unpack
from transforms.raw.formats.worker import Worker
from transforms.raw.identity import resolve_place
from transforms.read.reader import NoYearError, county_level, read_text
from transforms.read.scope import TOWNSHIP_LEVEL, Level
from transforms.seeds.places import PlaceIndex, load_places


@dataclass(frozen=True, slots=True)
class Found:
    """What one text was found to be."""

    place: PlaceResolution
    year: ReportYear | None
    reading: Reading

    @property
    def township(self) -> str | None:
        """The township's name as the text writes it in full (郭大寨乡), else as the register has it; None for a county's own report."""
        if self.place.county:
            return None
        written = self.place.name_as_written
        if self.place.township is None or (written and written.endswith(self.place.township.name[-1:])):
            return written
        return self.place.township.name

    @property
    def county(self) -> str | None:
        """The county's name, of a township's report and of the county's own; None while the place is open."""
        if self.place.county:
            return self.place.county.name
        return self.place.township.county if self.place.township else None


def find_report(text: str, file_name: str, places: PlaceIndex, *, county_code: str | None = None, url: str | None = None) -> Found:
    """Place, year and claims of a text. Raises ValueError where no year can be told."""
    place = county_report(text, file_name, places, county_code)
    reading = read_text(text, file_name=file_name, level=_level_of(place.county, places) if place and place.county else TOWNSHIP_LEVEL)
    if place is None:
        given = reading.year.report_date if reading.year else None
        place = resolve_place(text, file_name, places, county_code=county_code, url=url, on=given)
    return Found(place, reading.year, reading)


def _level_of(county: County, places: PlaceIndex) -> Level:
    """How that county's own report is read."""
    return county_level(county.name, (one.name for one in places.in_county(county.code)))


def read_documents(
    data: bytes, file_name: str, worker: Worker, *, county_code: str | None = None, overlay: Path | None = None
) -> Iterator[tuple[str, str, Found | UnreadableDocument]]:
    """Each document in a file of any format: its name within an archive ("" for the file itself), its text, what was found in it.

    One that cannot be read comes with the refusal, as does one of which no year can be told.
    """
    try:
        members = unpack(data, file_name)
    except UnreadableDocument as error:
        yield "", "", error
        return
    packed = is_archive(data)
    places = load_places(overlay)
    for member in members:
        name = member.name if packed else ""
        try:
            if member.problem:
                raise member.problem
            text = worker.read(member.data, member.name).text
        except UnreadableDocument as error:
            yield name, "", error
            continue
        try:
            yield name, text, find_report(text, member.name, places, county_code=county_code)
        except NoYearError as error:
            yield name, text, UnreadableDocument("unknown_year", str(error))
