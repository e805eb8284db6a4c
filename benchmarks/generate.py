"""Counties of any size for the benchmarks: a workspace whose inbox fills one report at a time.

In: how many townships and years, a seed. Out: HOME/xianzhi.toml, HOME/seeds/places, HOME/inbox/*.txt. The bank of phrasings is the sample
county's; names, figures and the order of sentences are other ones. One township is in memory at a time.

Example:
    python -m benchmarks.generate build/county600 --townships 30 --years 20      # 600 reports, about 40 figures each
"""

from __future__ import annotations

import argparse
import csv
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tests.generator.bank import Bank, load_bank
from tests.generator.county import ReportSpec, Township
from tests.generator.figures import Series, read_series, settle_habits
from tests.generator.statements import state_report
from tests.generator.writer import Usage, Voice, write_report

COUNTY_CODE, COUNTY, CITY, PROVINCE = "990201", "衡濯县", "澄陆市", "虚构省"
FIRST = "栖桐苇葭鹤雁槲岚汐砚墨霁筠蓼荻蕙芷萱榆楸"
SECOND = "坳埠垭浦渚湄汀坞塬岔垴畈湾岭溪洲堰台墟沱"
VILLAGE = "前后东西南北上下中外"
LAST_YEAR = 2022
FOLDERS = ("inbox", "seeds/places")


@dataclass(frozen=True, slots=True)
class MadeReport:
    """One report of a made county."""

    file: str
    text: str
    figures: int


def name_townships(number: int, seed: int) -> Iterator[Township]:
    """Townships with names that no two share: two characters and 镇, 乡 or 街道. At most 999."""
    if not 0 < number <= 999:
        raise ValueError(f"townships: {number}, 1..999 fit into a county's codes")
    rng = random.Random(f"{seed}:names")
    names = [first + second + third for first, second in itertools.product(FIRST, SECOND) for third in ("", "口", "头")]
    for at, name in enumerate(rng.sample(names, number), 1):
        kind = rng.choice(("镇", "镇", "镇", "乡", "乡", "街道"))
        villages = tuple(name[0] + side + rng.choice(SECOND) for side in rng.sample(VILLAGE, 4))
        firms = tuple(
            f"{name[0]}{other}{trade}" for other, trade in zip(rng.sample(FIRST, 3), ("食品厂", "纺织公司", "机械公司"), strict=True)
        )
        speaker = rng.choice("纪骆温邬计佘滕阮") + rng.choice("长静以振维立家小") + rng.choice("庚秋航涛春民骏棠")
        yield Township(f"T{at:03d}", name + kind, f"{COUNTY_CODE}{at:03d}", speaker, villages, firms)


def write_township(township: Township, years: range, series: dict[str, Series], bank: Bank, seed: int) -> Iterator[MadeReport]:
    """A township's reports, one a year."""
    habits = settle_habits(seed, series, years, [township])
    usage, plain = Usage(), dict[str, int]()
    for year in years:
        rng = random.Random(f"{seed}:{township.key}:{year}")
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
        statements = list(state_report(spec, series, habits, bank, plain, seed))
        text = write_report(Voice(spec, township, bank, usage, rng, COUNTY), statements)
        yield MadeReport(spec.file, text, sum(len(one.facts) for one in statements))


def make_reports(townships: int, years: int, seed: int = 1) -> Iterator[MadeReport]:
    """All reports of a made county, township by township."""
    bank, series = load_bank(), read_series()
    span = range(LAST_YEAR - years + 1, LAST_YEAR + 1)
    for township in name_townships(townships, seed):
        yield from write_township(township, span, series, bank, seed)


def write_places(folder: Path, townships: int, seed: int) -> None:
    """The made county's own places."""
    with (folder / "townships.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("code", "name", "county_code", "county", "city", "province"))
        writer.writerows((one.code, one.name, COUNTY_CODE, COUNTY, CITY, PROVINCE) for one in name_townships(townships, seed))


def make_county(home: Path, townships: int, years: int, seed: int = 1) -> tuple[int, int]:
    """A workspace at `home` with all reports in its inbox. Returns how many reports and how many figures."""
    for folder in FOLDERS:
        (home / folder).mkdir(parents=True, exist_ok=True)
    (home / "xianzhi.toml").write_text(f'name = "{COUNTY}（虚构）"\ncounty = "{COUNTY_CODE}"\ntimezone = "Asia/Shanghai"\n', "utf-8")
    write_places(home / "seeds" / "places", townships, seed)
    reports = figures = 0
    for made in make_reports(townships, years, seed):
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
    asked = parser.parse_args()
    reports, figures = make_county(asked.home, asked.townships, asked.years, asked.seed)
    print(f"{asked.home}: {reports} reports, {figures} figures")


if __name__ == "__main__":
    main()
