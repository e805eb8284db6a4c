"""The register and its companions: every row is usable, names resolve as far as the register tells them apart."""

import re
from collections import Counter
from pathlib import Path

import pytest

from transforms.raw.identity import resolve_place
from transforms.seeds.files import SeedError, read_rows
from transforms.seeds.places import PlaceIndex, load_places
from transforms.seeds.wording import place_pattern, register_forms

REPEATED = {("先锋街道", "西安区"), ("永安镇", "市中区"), ("云城街道", "白云区"), ("白马镇", "市中区")}
"""Name and county name that the register itself repeats."""


@pytest.fixture(scope="module")
def places() -> PlaceIndex:
    return load_places()


def test_the_register_is_whole(places: PlaceIndex) -> None:
    rows = places.townships
    assert len(rows) == 41352
    assert len({row.code for row in rows}) == 41352
    assert all(re.fullmatch(r"\d{9}", row.code) and row.code[:6] == row.county_code and row.name and row.county for row in rows)


def test_name_and_county_tell_every_township(places: PlaceIndex) -> None:
    by_code = Counter((row.name, row.county_code) for row in places.townships)
    assert max(by_code.values()) == 1
    by_name = Counter((row.name, row.county) for row in places.townships)
    assert {key for key, times in by_name.items() if times > 1} == REPEATED


def test_name_and_county_code_resolve_every_row(places: PlaceIndex) -> None:
    for row in places.townships:
        found = [one for one in places.named(row.name) if one.county_code == row.county_code]
        assert [one.code for one in found] == [row.code]


def test_a_shared_name_never_resolves_alone(places: PlaceIndex) -> None:
    for name, times in Counter(row.name for row in places.townships).items():
        assert len(places.named(name)) >= times


@pytest.mark.parametrize("step", [211])
def test_documents_of_townships_all_over_the_register(places: PlaceIndex, step: int) -> None:
    shared = Counter(row.name for row in places.townships)
    for row in places.townships[::step]:
        if not re.search("(?:镇|乡|街道|苏木)$", row.name) or re.search("[（）]", row.name):
            continue
        text = f"政府工作报告\n——在{row.name}第五届人民代表大会第二次会议上\n各位代表：\n投资3亿元。"
        here = resolve_place(text, "", places, county_code=row.county_code)
        assert here.township is not None, row
        assert here.township.code == row.code
        alone = resolve_place(text, "", places)
        assert alone.outcome == ("ambiguous" if shared[row.name] > 1 else "resolved"), row
        full = resolve_place(text.replace(row.name, row.county + row.name, 1), "", places)
        if (row.name, row.county) not in REPEATED:
            assert full.township is not None, row
            assert full.township.code == row.code


@pytest.mark.parametrize("row", read_rows("places/county_aliases.csv"), ids=lambda row: row["alias"])
def test_county_aliases_lead_to_a_county(places: PlaceIndex, row: dict) -> None:
    assert row["county_code"] in places.counties
    assert row["kind"] in ("former", "zone", "short")
    assert row["source"]
    assert row["county_code"] in [one.code for one in places.counties_named(row["alias"])]


@pytest.mark.parametrize("row", read_rows("places/hosts.csv"), ids=lambda row: row["host"])
def test_hosts_lead_to_a_county(places: PlaceIndex, row: dict) -> None:
    assert places.host_code(f"www.{row['host']}") == row["county_code"]
    assert places.counties[row["county_code"]]


def test_hosts_are_told_by_whole_labels(places: PlaceIndex) -> None:
    assert places.host_code("notxiayi.gov.cn") is None


def test_every_people_once() -> None:
    peoples = [row["people"] for row in read_rows("places/peoples.csv")]
    assert len(peoples) == len(set(peoples)) == 56


@pytest.mark.parametrize("row", read_rows("places/wording.csv"), ids=lambda row: row["role"])
def test_wording_examples(row: dict) -> None:
    assert place_pattern(row["role"]).search(row["example"])


def test_forms_have_endings() -> None:
    assert all(ending for ending, _ in register_forms())


@pytest.mark.parametrize(
    "line", ["2020-13-01,merged,990101003,甲乡,990101001,乙镇,x,y", "2020-01-01,vanished,990101003,甲乡,,,x,y", ",merged,1,甲乡,2,乙镇,x,y"]
)
def test_a_bad_change_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "places").mkdir()
    head = "date,kind,old_code,old_name,new_code,new_name,authority,source\n"
    (tmp_path / "places" / "changes.csv").write_text(head + line + "\n", encoding="utf-8")
    with pytest.raises(SeedError):
        load_places(tmp_path)
