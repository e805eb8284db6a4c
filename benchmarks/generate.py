"""Counties of any size for the benchmarks: a workspace whose inbox fills one report at a time.

In: how many townships and years, a seed, a county's number. Out: HOME/xianzhi.toml, HOME/seeds/places, HOME/inbox/*.txt. The bank of
phrasings is the sample county's; names, figures and the order of sentences are other ones, and other ones again for every number and
seed; the same ones for the same number and seed. One township is in memory at a time.

Example:
    python -m benchmarks.generate build/county600 --townships 30 --years 20      # 600 reports, about 44 figures each
"""

from __future__ import annotations

import argparse
import csv
import itertools
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tests.generator.bank import Bank, load_bank
from tests.generator.county import ReportSpec, Township
from tests.generator.figures import Series, read_series, settle_habits
from tests.generator.statements import state_report
from tests.generator.writer import Usage, Voice, write_report

FIRST_CODE, CITY, PROVINCE = 990201, "澄陆市", "虚构省"
FIRST = "栖桐苇葭鹤雁槲岚汐砚墨霁筠蓼荻蕙芷萱榆楸"
SECOND = "坳埠垭浦渚湄汀坞塬岔垴畈湾岭溪洲堰台墟沱"
VILLAGE = "前后东西南北上下中外"
LAST_YEAR = 2022
FOLDERS = ("inbox", "seeds/places")


@dataclass(frozen=True, slots=True)
class MadeCounty:
    """A made county: its number tells it from others, the seed makes another one of the same number."""

    townships: int = 30
    years: range = range(LAST_YEAR - 19, LAST_YEAR + 1)
    seed: int = 1
    number: int = 0

    @property
    def code(self) -> str:
        """Six digits that no real county has."""
        return str(FIRST_CODE + self.number)

    @property
    def name(self) -> str:
        """Two characters and 县; the first four hundred numbers have different names."""
        return FIRST[self.number % len(FIRST)] + SECOND[(self.number // len(FIRST) + self.number) % len(SECOND)] + "县"

    @property
    def mark(self) -> str:
        """What all chance of this county starts from."""
        return f"{self.seed}:{self.number}" if self.number else str(self.seed)


@dataclass(frozen=True, slots=True)
class MadeReport:
    """One report of a made county."""

    file: str
    text: str
    figures: int


def name_townships(county: MadeCounty) -> Iterator[Township]:
    """Townships with names that no two share: two or three characters and 镇, 乡 or 街道. At most 999."""
    if not 0 < county.townships <= 999:
        raise ValueError(f"townships: {county.townships}, 1..999 fit into a county's codes")
    rng = random.Random(f"{county.mark}:names")
    names = [first + second + third for first, second in itertools.product(FIRST, SECOND) for third in ("", "口", "头")]
    for at, name in enumerate(rng.sample(names, county.townships), 1):
        kind = rng.choice(("镇", "镇", "镇", "乡", "乡", "街道"))
        villages = tuple(name[0] + side + rng.choice(SECOND) for side in rng.sample(VILLAGE, 4))
        firms = tuple(
            f"{name[0]}{other}{trade}" for other, trade in zip(rng.sample(FIRST, 3), ("食品厂", "纺织公司", "机械公司"), strict=True)
        )
        speaker = rng.choice("纪骆温邬计佘滕阮") + rng.choice("长静以振维立家小") + rng.choice("庚秋航涛春民骏棠")
        yield Township(f"T{at:03d}", name + kind, f"{county.code}{at:03d}", speaker, villages, firms)


def write_township(county: MadeCounty, township: Township, series: dict[str, Series], bank: Bank) -> Iterator[MadeReport]:
    """A township's reports, one a year."""
    chance = zlib.crc32(county.mark.encode())
    habits = settle_habits(chance, series, county.years, [township])
    usage, plain = Usage(), dict[str, int]()
    for year in county.years:
        rng = random.Random(f"{county.mark}:{township.key}:{year}")
        given = date(year + 1, 1, 4) + timedelta(days=rng.randint(0, 50))
        street = township.name.endswith("街道")
        spec = ReportSpec(
            township.key,
            year,
            given,
            f"{township.name}{year}年政府工作报告.txt",
            form="meeting" if street else "congress",
            title=rng.choice((4, 5, 6) if street else (0, 1, 2, 3)),
        )
        statements = list(state_report(spec, series, habits, bank, plain, chance))
        text = write_report(Voice(spec, township, bank, usage, rng, county.name), statements)
        yield MadeReport(spec.file, text, sum(len(one.facts) for one in statements))


def make_reports(county: MadeCounty) -> Iterator[MadeReport]:
    """All reports of a made county, township by township."""
    bank, series = load_bank(), read_series()
    for township in name_townships(county):
        yield from write_township(county, township, series, bank)


def write_places(folder: Path, county: MadeCounty) -> None:
    """The made county's own places."""
    with (folder / "townships.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("code", "name", "county_code", "county", "city", "province"))
        writer.writerows((one.code, one.name, county.code, county.name, CITY, PROVINCE) for one in name_townships(county))


def make_county(home: Path, county: MadeCounty) -> tuple[int, int]:
    """A workspace at `home` with all reports in its inbox. Returns how many reports and how many figures."""
    for folder in FOLDERS:
        (home / folder).mkdir(parents=True, exist_ok=True)
    (home / "xianzhi.toml").write_text(f'name = "{county.name}（虚构）"\ncounty = "{county.code}"\ntimezone = "Asia/Shanghai"\n', "utf-8")
    write_places(home / "seeds" / "places", county)
    reports = figures = 0
    for made in make_reports(county):
        (home / "inbox" / made.file).write_text(made.text, "utf-8")
        reports, figures = reports + 1, figures + made.figures
    return reports, figures


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="造一个县的工作区 · make a county's workspace")
    parser.add_argument("home", type=Path)
    parser.add_argument("--townships", type=int, default=30)
    parser.add_argument("--years", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=0)
    asked = parser.parse_args()
    years = range(LAST_YEAR - asked.years + 1, LAST_YEAR + 1)
    reports, figures = make_county(asked.home, MadeCounty(asked.townships, years, asked.seed, asked.number))
    print(f"{asked.home}: {reports} reports, {figures} figures")


if __name__ == "__main__":
    main()
