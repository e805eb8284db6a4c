"""A small county read from texts of its own by the real layers: five townships, four years, of one the county's own report too."""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from transforms.core.frames import choose, observe
from transforms.metrics.frames import Inputs, build_metrics, load_seeds, township_frame
from transforms.model import Township
from transforms.publish.manifest import make_manifest, write_manifest
from transforms.read.reader import county_level, read_text
from transforms.read.scope import TOWNSHIP_LEVEL
from transforms.seeds.breaks import load_breaks
from transforms.seeds.indicators import load_indicators
from transforms.seeds.units import load_units
from transforms.warehouse.connection import open_release, open_workshop
from transforms.warehouse.registry import released_tables
from transforms.warehouse.store import read_frame, replace_rows, to_frame

RUN = "20220801T000000Z-test"
BUSINESS_DATE = date(2022, 8, 1)
NAMES = ("柳桥镇", "枫林镇", "河口乡", "石泉镇", "云岭街道")
TOWNSHIPS = tuple(Township(f"t{n}", f"99010110{n}000", name, "990101", "平安县", "", "") for n, name in enumerate(NAMES))
YEARS = (2018, 2019, 2020, 2021)
TEXT = """{name}{year}年政府工作报告
（{next}年1月15日在{name}第四届人民代表大会第{nth}次会议上）

一、{year}年工作回顾
{year}年，全镇常住人口{people}人，行政村{villages}个。全年完成财政收入{revenue}万元，同比增长{revenue_growth}%。完成固定资产投资{investment}亿元。\
农村居民人均可支配收入达到{income}元。全县生产总值达到{county_gdp}亿元。全年粮食总产量{grain}吨，土地流转{transfer}亩以上。\
新增市场主体{entities}户，引进项目{projects}个，其中工业项目{industry}个。整改安全隐患{hazards}处，化解矛盾纠纷{disputes}件。\
秸秆综合利用率达到{straw}%。安装路灯{lights}盏。培训{trained}人次。组织第{nth}届运动会，历时3天。
村集体经济收入{collective}万元，整治闲置宅基地{sites}处。
二、{next}年工作安排
力争财政收入达到{aim}万元，引进项目{aim_projects}个。确保安全生产形势稳定。
"""


COUNTY = {"township_id": "990101", "township_code": "990101", "township": "平安县", "county": "平安县", "place_kind": "county"}
COUNTY_YEAR = 2021
COUNTY_TEXT = """平安县{year}年政府工作报告
（{next}年1月20日在平安县第九届人民代表大会第二次会议上）

一、{year}年工作回顾
{year}年，全县常住人口{people}人，行政村{villages}个。全年完成财政收入{revenue}万元。农村居民人均可支配收入达到15980元。全市生产总值达到2310亿元。\
全年粮食总产量{grain}吨，其中柳桥镇{grain_of_one}吨。全县新增市场主体{entities}户以上。
二、{next}年工作安排
全县财政收入力争达到{aim}万元。
"""


def figures(township: int, years: tuple[int, ...] = YEARS) -> dict[int, dict[str, Any]]:
    """Plausible figures of one township: smooth over the years, of one magnitude over the county."""
    chance = random.Random(township)
    people, revenue = 18000 + 4100 * township, Decimal(2100 + 410 * township)
    told = {}
    for n, year in enumerate(years):
        growth = Decimal(chance.randrange(31, 79)) / 10
        former, revenue = revenue, (revenue * (1 + growth / 100)).quantize(Decimal("0.1"))
        told[year] = {
            "people": people - 37 * n,
            "villages": 17 + township,
            "revenue": revenue,
            "revenue_growth": ((revenue / former - 1) * 100).quantize(Decimal("0.1")),
            "investment": Decimal(42 + 3 * township + 2 * n) / 10,
            "income": 14210 + 312 * township + 1105 * n,
            "county_gdp": 310 + 17 * n,
            "grain": 21050 + 1300 * township + 211 * n,
            "transfer": 3100 + 230 * township + 55 * n,
            "entities": 405 + 31 * township + 12 * n,
            "projects": 8 + township,
            "industry": 3 + township // 2,
            "hazards": 310 + 21 * township + 8 * n,
            "disputes": 330 + 11 * township + 6 * n,
            "straw": Decimal(905 + 8 * n) / 10,
            "lights": 320 + 17 * township + 9 * n,
            "trained": 1210 + 31 * township + 17 * n,
            "collective": 410 + 27 * township + 15 * n,
            "sites": 61 + township,
            "aim": (revenue * Decimal("1.06")).quantize(Decimal(1)),
            "aim_projects": 10 + township,
        }
    return told


def report_text(township: Township, year: int, told: dict[str, Any]) -> str:
    """One report's text."""
    return TEXT.format(name=township.name, year=year, next=year + 1, nth="一二三四五六七"[year - 2018], **told)


def county_text(year: int = COUNTY_YEAR) -> str:
    """The county's own report: what its townships told, summed up; of the revenue it has a part of its own."""
    told = [figures(number)[year] for number in range(len(TOWNSHIPS))]
    sums = {name: sum(one[name] for one in told) for name in ("people", "villages", "grain", "revenue", "entities")}
    own = {"revenue": sums["revenue"] + 5200, "grain_of_one": told[0]["grain"], "aim": 30000}
    return COUNTY_TEXT.format(year=year, next=year + 1, **(sums | own))


def place_of(number: int | None) -> dict[str, str]:
    """The place of a report's row: a township's by number, else the county's."""
    if number is None:
        return COUNTY
    place = TOWNSHIPS[number]
    told = {"township_code": place.code, "township": place.name, "county": place.county, "township_id": place.township_id}
    return told | {"place_kind": "township"}


def fill_read(con: Any, texts: dict[tuple[int | None, int], str]) -> None:
    """raw and read from texts by (township number, None for the county's own, and year)."""
    documents, reports, stored, mentions, claims = [], [], [], [], []
    for (number, year), text in texts.items():
        place = place_of(number)
        level = county_level(place["township"], NAMES) if number is None else TOWNSHIP_LEVEL
        reading = read_text(text, file_name=f"{place['township']}{year}.txt", level=level)
        digest = sha256(text.encode()).hexdigest()
        report_id = f"{place['township_id']}:{reading.year.year}:{reading.year.kind}:{digest[:8]}"
        arrived = datetime(year + 1, 2, 1, 8)
        name = {"sha256": digest, "file_name": f"{place['township']}{year}.txt", "media_type": "text/plain"}
        documents.append(name | {"received_at": arrived, "size_bytes": len(text.encode()), "encoding": "utf-8", "outcome": "report"})
        told = {k: v for k, v in asdict(reading.year).items() if k not in ("rule", "disagreement")}
        reports.append(
            {
                **name,
                **place,
                **told,
                "report_id": report_id,
                "year_rule": reading.year.rule,
                "year_disagreement": reading.year.disagreement,
            }
        )
        stored.append({"report_id": report_id, "text": text, "length": len(text), "text_sha256": digest})
        mentions.append(to_frame("read.mention", reading.mentions, report_id=report_id))
        claims.append(to_frame("read.claim", reading.claims, report_id=report_id))
    replace_rows(con, "raw.document", to_frame("raw.document", documents), RUN)
    replace_rows(con, "read.report", to_frame("read.report", reports), RUN)
    replace_rows(con, "read.text", to_frame("read.text", stored), RUN)
    for table, frames in (("read.mention", mentions), ("read.claim", claims)):
        for frame, report in zip(frames, reports, strict=True):
            replace_rows(con, table, frame, RUN, by="report_id", values=[report["report_id"]])


def fill_core(con: Any, held: Any = None) -> None:
    """core from read."""
    reports = read_frame(con, "read.report")
    observations = observe(read_frame(con, "read.claim"), reports, load_indicators(), load_units())
    replace_rows(con, "core.observation", observations, RUN)
    replace_rows(con, "core.candidate", choose(observations, reports, held), RUN)


def fill_metrics(con: Any) -> None:
    """metrics from core."""
    inputs = Inputs(
        observations=read_frame(con, "core.observation"),
        candidates=read_frame(con, "core.candidate"),
        reports=read_frame(con, "read.report"),
        claims=read_frame(con, "read.claim"),
        townships=township_frame(TOWNSHIPS),
    )
    for table, frame in build_metrics(inputs, load_seeds(), today=BUSINESS_DATE).items():
        replace_rows(con, table, frame, RUN)
    replace_rows(con, "metrics.break", to_frame("metrics.break", load_breaks()), RUN)


def build_county(path: Path) -> Path:
    """The whole workshop at `path`."""
    texts = {
        (number, year): report_text(place, year, told) for number, place in enumerate(TOWNSHIPS) for year, told in figures(number).items()
    } | {(None, COUNTY_YEAR): county_text()}
    with open_workshop(path) as con:
        fill_read(con, texts)
        fill_core(con)
        fill_metrics(con)
        con.execute("CHECKPOINT")
    return path


def write_manifest_of(folder: Path) -> None:
    """The manifest of a candidate as it stands."""
    with open_release(folder / "metrics.duckdb") as con:
        counts = {table.name: {"rows": con.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]} for table in released_tables()}
    write_manifest(folder, make_manifest(folder, {"run": RUN}, counts, ""))
