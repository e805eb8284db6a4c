"""Townships and counties: the national register, a county's own places laid over it, changes, aliases.

In: seeds/places/ (see its README) and a workspace's `places/` folder. Out: a `PlaceIndex` that answers by name, code and county. The
register is unpacked when the first question needs it, about 20 ms.

Example:
    >>> index = load_places()
    >>> len(index.named("杨集镇"))
    7
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path

from transforms.model import County, Township
from transforms.seeds.files import SeedError, parse_rows, read_bytes, read_rows

SAME_PLACE = ("renamed", "upgraded", "transferred", "recoded")
"""Changes through which a township keeps its `township_id`."""
OTHER_CHANGES = ("merged", "split", "founded", "abolished", "land")
"""Changes that end or begin a township, or move land without ending either."""
CHANGE_COLUMNS = ("date", "kind", "old_code", "old_name", "new_code", "new_name", "authority", "source")
TOWNSHIP_COLUMNS = ("code", "name", "county_code", "county")


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One dated change. `old_code` and `new_code` are those before and after; one is empty where a township begins or ends alone."""

    on: date
    kind: str
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    authority: str
    source: str


@dataclass(frozen=True)
class PlaceIndex:
    """Places by name, code and county. `own` are a workspace's rows; they hide the register's rows of the same code."""

    own: tuple[Township, ...] = ()
    changes: tuple[PlaceChange, ...] = ()
    own_aliases: tuple[tuple[str, str], ...] = ()
    own_counties: tuple[tuple[str, str], ...] = ()
    own_hosts: tuple[tuple[str, str], ...] = ()
    _cache: dict[str, tuple[Township, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def counties(self) -> Mapping[str, County]:
        """Every county by code, the workspace's own first."""
        own = {one.county_code: County(one.county_code, one.county, one.city, one.province) for one in self.own}
        return own | {code: county for code, county in _counties().items() if code not in own}

    @cached_property
    def townships(self) -> tuple[Township, ...]:
        """Every dated row. Unpacks the whole register: ask `in_county` or `named` where that is enough."""
        return tuple(row for code in self._codes() for row in self.history(code))

    def history(self, code: str) -> tuple[Township, ...]:
        """The dated rows of the township that bears `code`, oldest first; empty where nobody does."""
        if code not in self._cache:
            self._cache[code] = self._history(code)
        return self._cache[code]

    def in_county(self, county_code: str) -> tuple[Township, ...]:
        """Dated rows of all townships of a county."""
        codes = dict.fromkeys(one.code for one in self.own if one.county_code == county_code)
        codes |= dict.fromkeys(code for code in _codes_of(county_code) if code not in self._own_by_code)
        codes |= dict.fromkeys(change.old_code for change in self.changes if change.old_code[:6] == county_code)
        rows = dict.fromkeys(row for code in codes for row in self.history(code) if row.county_code == county_code)
        return tuple(rows)

    def named(self, name: str) -> tuple[Township, ...]:
        """Rows of that exact name now or once, one per township; names of peoples may be left out (郭大寨乡 for 郭大寨彝族白族乡)."""
        codes = [one.code for one in self.own if one.name == name]
        codes += [code for code in _by_name().get(name, ()) if code not in self._own_by_code]
        codes += [change.old_code for change in self.changes if change.old_name == name and change.old_code]
        codes += [code for alias, code in (*self.own_aliases, *_aliases()) if alias == name]
        codes = codes or [code for code in _short_names().get(name, ()) if code not in self._own_by_code]
        found: dict[str, Township] = {}
        for row in (row for code in dict.fromkeys(codes) for row in self.history(code)):
            if row.township_id not in found or row.name == name:
                found[row.township_id] = row
        return tuple(sorted(found.values(), key=lambda row: row.code))

    def knows(self, name: str) -> bool:
        """Is there, or was there, a township of this name?"""
        return name in _by_name() or name in self._own_names or name in _short_names()

    def counties_named(self, words: str) -> tuple[County, ...]:
        """Counties of that 6-digit code, name, label (河南省商丘市夏邑县, 商丘市夏邑县) or former name, in order of code."""
        words = words.strip()
        if words in self.counties:
            return (self.counties[words],)
        found = [one for one in self.counties.values() if words in (one.name, one.label, one.city + one.name, one.province + one.name)]
        former = [code for alias, code in (*self.own_counties, *_county_aliases()) if alias == words and code in self.counties]
        return tuple(sorted({*found, *(self.counties[code] for code in former)}, key=lambda one: one.code))

    def county_names(self, code: str) -> tuple[str, ...]:
        """The county's name and those it had before."""
        former = (alias for alias, of in (*self.own_counties, *_county_aliases()) if of == code)
        return (self.counties[code].name, *former) if code in self.counties else ()

    @cached_property
    def all_county_names(self) -> frozenset[str]:
        """Names of all counties, now and before."""
        return frozenset(one.name for one in self.counties.values()) | {alias for alias, _ in (*self.own_counties, *_county_aliases())}

    def host_code(self, host: str) -> str | None:
        """County or township code that a web host belongs to, or None: www.xiayi.gov.cn → 411426."""
        parts = host.lower().split(".")
        known = dict(_hosts()) | dict(self.own_hosts)
        return next((known[tail] for at in range(len(parts)) if (tail := ".".join(parts[at:])) in known), None)

    def changes_of(self, township_id: str) -> tuple[PlaceChange, ...]:
        """Changes that a township took part in, oldest first."""
        codes = {row.code for row in self.history(township_id)} | {township_id}
        return tuple(change for change in self.changes if change.old_code in codes or change.new_code in codes)

    @cached_property
    def _own_by_code(self) -> Mapping[str, Township]:
        return {one.code: one for one in self.own}

    @cached_property
    def _own_names(self) -> frozenset[str]:
        return frozenset(one.name for one in self.own) | {change.old_name for change in self.changes}

    def _codes(self) -> Iterator[str]:
        codes = dict.fromkeys((*(one.code for one in self.own), *_register()))
        codes |= dict.fromkeys(change.old_code for change in self.changes if change.old_code)
        seen: set[str] = set()
        for code in codes:
            rows = self.history(code)
            if rows and rows[0].township_id not in seen:
                seen.add(rows[0].township_id)
                yield code

    def _row(self, code: str) -> Township | None:
        if code in self._own_by_code:
            return self._own_by_code[code]
        if (name := _register().get(code)) is None or (county := self.counties.get(code[:6])) is None:
            return None
        return Township(code, code, name, county.code, county.name, county.city, county.province)

    def _history(self, code: str) -> tuple[Township, ...]:
        first, steps = self._chain(code)
        base = next((row for at in (code, *(s.new_code for s in steps), *(s.old_code for s in steps)) if (row := self._row(at))), None)
        base = base or self._vanished(code)
        if base is None:
            return ()
        stated = (one.township_id for at in (code, first) if (one := self._own_by_code.get(at)) and one.township_id != one.code)
        township_id = next(stated, first)
        rows = [replace(base, township_id=township_id)]
        if steps:
            rows = list(self._dated(base, steps, township_id))
        begin = next((c.on for c in self.changes if c.kind in ("split", "founded") and c.new_code == first), rows[0].valid_from)
        last_code = rows[-1].code
        ended = (c.on for c in self.changes if c.kind in ("merged", "abolished") and c.old_code == last_code and c.new_code != last_code)
        end = next((on - timedelta(days=1) for on in ended), rows[-1].valid_to)
        rows[0] = replace(rows[0], valid_from=begin)
        rows[-1] = replace(rows[-1], valid_to=end)
        return tuple(rows)

    def _chain(self, code: str) -> tuple[str, list[PlaceChange]]:
        """The first code of the township that bears `code`, and the changes it went through as the same place."""
        same = [change for change in self.changes if change.kind in SAME_PLACE]
        steps = [change for change in same if code in (change.old_code, change.new_code)]
        codes = {code, *(c.old_code for c in steps), *(c.new_code for c in steps)}
        while len(more := [c for c in same if c.old_code in codes or c.new_code in codes]) > len(steps):
            steps = more
            codes |= {c.old_code for c in steps} | {c.new_code for c in steps}
        steps.sort(key=lambda change: change.on)
        return (steps[0].old_code if steps else code), steps

    def _dated(self, base: Township, steps: list[PlaceChange], township_id: str) -> Iterator[Township]:
        since: date | None = None
        for step in steps:
            yield self._placed(base, township_id, step.old_code, step.old_name, since, step.on - timedelta(days=1))
            since = step.on
        yield self._placed(base, township_id, steps[-1].new_code, steps[-1].new_name, since, None)

    def _placed(self, base: Township, township_id: str, code: str, name: str, since: date | None, until: date | None) -> Township:
        county = self.counties.get(code[:6])
        row = replace(base, township_id=township_id, code=code, name=name, valid_from=since, valid_to=until)
        if county is None or county.code == base.county_code or code in self._own_by_code:
            return row
        return replace(row, county_code=county.code, county=county.name, city=county.city, province=county.province)

    def _vanished(self, code: str) -> Township | None:
        """A township that only the changes know, merged or abolished before the register's date."""
        change = next((one for one in self.changes if one.old_code == code), None)
        if change is None:
            return None
        county = self.counties.get(code[:6])
        near = self._row(change.new_code)
        if county is None and near is None:
            return None
        if county is None and near is not None:
            return replace(near, township_id=code, code=code, name=change.old_name, valid_from=None, valid_to=None)
        assert county is not None
        return Township(code, code, change.old_name, county.code, county.name, county.city, county.province)


def load_places(overlay: Path | None = None) -> PlaceIndex:
    """The register with a workspace's `places/` folder (`overlay` is its seeds folder) laid over it.

    Raises:
        SeedError: a row without what its table needs, a date that is none, a kind of change that is none.
    """
    own = tuple(_own_townships(overlay)) if overlay else ()
    changes = sorted(_changes(read_rows("places/changes.csv", overlay, CHANGE_COLUMNS)), key=lambda change: change.on)
    return PlaceIndex(
        own,
        tuple(changes),
        tuple((row["alias"], row["township_code"]) for row in _own_rows(overlay, "aliases.csv")),
        tuple((row["alias"], row["county_code"]) for row in _own_rows(overlay, "county_aliases.csv")),
        tuple((row["host"], row["county_code"]) for row in _own_rows(overlay, "hosts.csv")),
    )


def _own_rows(overlay: Path | None, name: str) -> list[dict[str, str]]:
    path = overlay / "places" / name if overlay else None
    return parse_rows(path.read_bytes(), str(path)) if path is not None and path.is_file() else []


def _own_townships(overlay: Path) -> Iterator[Township]:
    path = overlay / "places" / "townships.csv"
    if not path.is_file():
        return
    for row in parse_rows(path.read_bytes(), str(path), TOWNSHIP_COLUMNS):
        if not row["code"] or not row["name"] or not row["county_code"]:
            raise SeedError(f"{path}: 每行须有 code、name、county_code · every row needs code, name and county_code: {row}")
        since, until = (_day(row.get(key, ""), str(path)) for key in ("valid_from", "valid_to"))
        yield Township(
            row.get("township_id") or row["code"],
            row["code"],
            row["name"],
            row["county_code"],
            row["county"],
            row.get("city", ""),
            row.get("province", ""),
            since,
            until,
        )


def _changes(rows: Iterable[dict[str, str]]) -> Iterator[PlaceChange]:
    for row in rows:
        on = _day(row["date"], "places/changes.csv")
        if on is None or row["kind"] not in (*SAME_PLACE, *OTHER_CHANGES):
            kinds = " · ".join((*SAME_PLACE, *OTHER_CHANGES))
            raise SeedError(f"places/changes.csv: 日期或类型有误 · date or kind is wrong (kinds: {kinds}): {row}")
        yield PlaceChange(
            on, row["kind"], row["old_code"], row["old_name"], row["new_code"], row["new_name"], row["authority"], row["source"]
        )


def _day(written: str, where: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise SeedError(f"{where}: 日期应写作 2021-05-31 · dates are written 2021-05-31: {written!r}") from error


@cache
def _register() -> dict[str, str]:
    lines = read_bytes("places/townships.csv.gz").decode("utf-8").splitlines()[1:]
    return {line[:9]: line[10:] for line in lines}


@cache
def _by_name() -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code, name in _register().items():
        found[name].append(code)
    return dict(found)


@cache
def _short_names() -> dict[str, list[str]]:
    """Names as people write them: without the peoples' names, 郭大寨乡 for 郭大寨彝族白族乡."""
    peoples = sorted((row["people"] for row in read_rows("places/peoples.csv", required=("people",))), key=len, reverse=True)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, codes in _by_name().items():
        if "族" not in name:
            continue
        short = name
        for people in peoples:
            short = short.replace(people, "")
        if short != name and len(short) > 2:
            found[short].extend(codes)
    return {name: codes for name, codes in found.items() if name not in _by_name()}


@cache
def _codes_of(county_code: str) -> tuple[str, ...]:
    return tuple(code for code in _register() if code.startswith(county_code))


@cache
def _counties() -> dict[str, County]:
    rows = read_rows("places/counties.csv", required=("county_code", "county", "city", "province"))
    return {row["county_code"]: County(row["county_code"], row["county"], row["city"], row["province"]) for row in rows}


@cache
def _county_aliases() -> tuple[tuple[str, str], ...]:
    return tuple((row["alias"], row["county_code"]) for row in read_rows("places/county_aliases.csv", required=("alias", "county_code")))


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    return tuple((row["alias"], row["township_code"]) for row in read_rows("places/aliases.csv", required=("alias", "township_code")))


@cache
def _hosts() -> tuple[tuple[str, str], ...]:
    return tuple((row["host"], row["county_code"]) for row in read_rows("places/hosts.csv", required=("host", "county_code")))
