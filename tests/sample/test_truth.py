"""The sample county itself: what is committed is what the generator makes, and it is the county that its README promises."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter, defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tests.generator.__main__ import write_county
from tests.generator.bank import SLOT, load_bank
from tests.generator.county import COUNTY, COUNTY_CODE, PLANTED, REPORTS, TOWNSHIPS, YEARS
from tests.generator.figures import read_series
from tests.generator.skeleton import shared, skeletons
from tests.generator.truth import COLUMNS
from transforms.seeds.indicators import load_indicators
from transforms.seeds.places import load_places

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "seeds" / "reports"
CURRENT = [spec for spec in REPORTS if spec.planted != "redelivered"]


@cache
def rows() -> list[dict[str, str]]:
    with (SAMPLE / "truth.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def texts() -> dict[str, str]:
    return {spec.file: (SAMPLE / "inbox" / spec.file).read_bytes().decode(spec.encoding) for spec in REPORTS}


@cache
def told() -> dict[str, list[dict[str, str]]]:
    by_report = defaultdict(list)
    for row in rows():
        if row["value"]:
            by_report[row["report"]].append(row)
    return by_report


def test_committed_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    write_county(tmp_path)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {str(path) for path in made} == {
        str(path.relative_to(SAMPLE)) for path in SAMPLE.rglob("*") if path.is_file() and path.name not in ("README.md", "xianzhi.toml")
    }
    assert [str(path) for path, data in made.items() if data != (SAMPLE / path).read_bytes()] == []


def test_county_is_fictional() -> None:
    register = load_places()
    assert not register.in_county(COUNTY_CODE)
    assert not register.counties_named(COUNTY)
    assert [place.name for place in TOWNSHIPS if register.knows(place.name) or (place.former and register.knows(place.former))] == []


def test_seven_townships_over_five_years() -> None:
    calendar = {(spec.township, spec.year) for spec in REPORTS}
    whole = [place.key for place in TOWNSHIPS if sum((place.key, year) in calendar for year in YEARS) >= 4]
    assert len(whole) >= 7
    assert sorted(
        (place.key, year) for place in TOWNSHIPS for year in YEARS if (place.key, year) not in calendar and not place.merged_on
    ) == [("F", 2020)]


def test_columns_and_keys() -> None:
    assert tuple(rows()[0]) == COLUMNS
    assert max(Counter(row["fact"] for row in rows()).values()) == 1
    assert {row["report"] for row in rows() if row["value"]} == set(texts())


def test_indicators_are_the_catalogue_s_and_in_its_units() -> None:
    catalogue = load_indicators()
    wrong = [
        row["fact"]
        for row in rows()
        if row["indicator"] and row["value"] and row["measure"] in ("level", "delta") and row["unit"] != catalogue[row["indicator"]].unit
    ]
    assert wrong == []


@pytest.mark.parametrize("spec", CURRENT, ids=lambda spec: spec.slug)
def test_length_and_number_of_figures(spec) -> None:
    assert 1000 <= len(texts()[spec.file]) <= 2000
    facts = told()[spec.file]
    assert 30 <= len(facts) <= 56
    assert 9 <= sum(not row["indicator"] for row in facts) <= 14


def test_about_forty_figures_on_average() -> None:
    assert 38 <= sum(len(told()[spec.file]) for spec in CURRENT) / len(CURRENT) <= 48


def test_every_figure_stands_in_its_report() -> None:
    assert [row["fact"] for row in rows() if row["surface"] and row["surface"] not in texts()[row["report"]]] == []


def test_no_two_reports_share_a_third_of_their_skeletons() -> None:
    bare = {spec.file: skeletons(texts()[spec.file]) for spec in CURRENT}
    worst = max((shared(bare[one], bare[other]), one, other) for one, other in itertools.combinations(bare, 2))
    assert worst[0] <= 1 / 3, worst


def test_skeletons_see_through_digits_and_names() -> None:
    assert skeletons("双槐渡镇植树5棵。") == skeletons("白鹭塘乡植树12.5棵！")
    assert skeletons("一、植树5棵") == skeletons("二、植树7棵")


def test_at_least_five_phrasings_for_every_indicator() -> None:
    bank = load_bank()
    assert {code: len(bank.clauses[code]) for code in read_series() if len(bank.clauses[code]) < 5} == {}


def test_phrasings_are_really_used() -> None:
    """An indicator told in ten reports or more is told in at least five ways."""
    whole = "".join(texts().values())
    reports = Counter(code for facts in told().values() for code in {row["indicator"] for row in facts})
    few = {}
    for code in read_series():
        phrasings = {clause.text for group, clauses in load_bank().clauses.items() if code in group.split("+") for clause in clauses}
        used = sum(
            bool(re.search(SLOT.sub("[^，；。]+?", re.escape(text).replace("\\{", "{").replace("\\}", "}")), whole)) for text in phrasings
        )
        if reports[code] >= 10 and used < 5:
            few[code] = used
    assert few == {}


def test_development_is_plausible() -> None:
    """Year on year no plain level of a large series halves or doubles, but where a township swallowed another."""
    levels = {
        (row["township_id"], row["indicator"], row["variant"], int(row["year"])): Decimal(row["value"])
        for row in rows()
        if row["stated_plainly"] == "yes"
    }
    large = {code for code, series in read_series().items() if series.noise <= 0.1}
    leaps = []
    for (township, code, variant, year), value in levels.items():
        before = levels.get((township, code, variant, year - 1))
        partial = township == "990101001" and 2021 in (year, year - 1)
        if (
            code in large
            and before
            and not partial
            and not (township == "990101102" and year == 2021)
            and not Decimal("0.6") < value / before < Decimal("1.6")
        ):
            leaps.append((township, code, year, before, value))
    assert leaps == []


def test_insured_people_live_in_the_township() -> None:
    by_cell = {
        (row["township_id"], row["indicator"], row["year"]): Decimal(row["value"]) for row in rows() if row["stated_plainly"] == "yes"
    }
    insured = [(key, value) for key, value in by_cell.items() if key[1] == "medical_insured" and (key[0], "population", key[2]) in by_cell]
    assert insured
    assert [key for key, value in insured if value > by_cell[key[0], "population", key[2]]] == []


def test_stated_growth_follows_from_the_levels_but_where_planted() -> None:
    levels = {
        (row["township_id"], row["indicator"], row["variant"], int(row["year"])): (Decimal(row["value"]), row["surface"])
        for row in rows()
        if row["stated_plainly"] == "yes" and row["planted"] not in ("half_year_report", "november_report")
    }
    seen = Counter()
    for row in rows():
        key = (row["township_id"], row["indicator"], row["variant"], int(row["year"]))
        before = (*key[:3], key[3] - 1)
        if row["measure"] != "yoy" or row["status"] != "actual" or row["scope"] != "township" or key not in levels or before not in levels:
            continue
        (now, surface), (then, earlier) = levels[key], levels[before]
        slack = Decimal("0.06") + 100 * (step(surface) / leading(surface) + step(earlier) / leading(earlier)) * 2
        agrees = abs((now / then - 1) * 100 - Decimal(row["value"])) <= slack
        seen[agrees] += 1
        assert agrees == (row["planted"] != "growth_contradiction"), row
    assert seen[True] > 60
    assert seen[False] == 1


def leading(surface: str) -> Decimal:
    found = re.match(r"[\d.]+", surface)
    return Decimal(found.group()) if found else Decimal(10)


def step(surface: str) -> Decimal:
    return Decimal(1).scaleb(-len(surface.partition(".")[2].rstrip("万亿元吨公里亩人头家户个件")))


def test_parts_sum_but_where_planted() -> None:
    groups = defaultdict(dict)
    for row in rows():
        if row["indicator"] == "tax_revenue" and row["status"] == "actual" and row["measure"] == "level":
            groups[row["report"]][row["item"]] = Decimal(row["value"])
    parted = {report: group for report, group in groups.items() if len(group) > 1}
    sums = {report: sum(value for item, value in group.items() if item) == group[""] for report, group in parted.items()}
    assert sums == {"双槐渡镇2020年政府工作报告.txt": True, "白鹭塘乡政府工作报告（2022）.txt": False}


@pytest.mark.parametrize("planted", PLANTED)
def test_every_difficulty_is_there_and_in_the_readme(planted: str) -> None:
    assert f"| `{planted}` |" in (SAMPLE / "README.md").read_text("utf-8")
    calendar = {spec.planted for spec in REPORTS} | ({"renamed"} if any(place.renamed_on for place in TOWNSHIPS) else set())
    assert planted in calendar | {row["planted"] for row in rows()}


def test_encodings() -> None:
    data = {spec.encoding: (SAMPLE / "inbox" / spec.file).read_bytes() for spec in REPORTS}
    assert set(data) == {"utf-8", "gb18030", "utf-8-sig", "utf-16"}
    assert data["utf-8-sig"].startswith(b"\xef\xbb\xbf")
    assert data["utf-16"][:2] in (b"\xff\xfe", b"\xfe\xff")
    with pytest.raises(UnicodeDecodeError):
        data["gb18030"].decode("utf-8")


def test_half_year_report_and_silent_target_keep_silent() -> None:
    assert "高标准农田" not in texts()["麻柳河镇2020年政府工作报告.txt"]
    assert "2019" not in texts()["双槐渡镇政府工作报告.txt"]
    assert "今年以来" in texts()["青禾坪镇2022年政府工作报告.txt"]


def test_no_product_code_knows_the_truth() -> None:
    product = [
        path for room in ("transforms", "flows", "expectations") for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".sql")
    ]
    assert [str(path) for path in product if "truth.csv" in path.read_text("utf-8")] == []
