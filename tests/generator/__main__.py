"""Write the sample county: `python -m tests.generator [FOLDER]` from the repository's root (default seeds/reports).

In: the bank, the county, the seed. Out: truth.csv first, then inbox/*.txt and the workspace's places. The committed files are
what this writes.
"""

from __future__ import annotations

import csv
import random
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tests.generator.bank import load_bank
from tests.generator.county import BY_KEY, CITY, COUNTY, COUNTY_CODE, PROVINCE, REPORTS, TOWNSHIPS, YEARS
from tests.generator.figures import read_series, settle_habits
from tests.generator.planted import PLANTS
from tests.generator.statements import Statement, build_statements
from tests.generator.truth import Row, build_rows, report_rows, write_truth
from tests.generator.writer import Usage, Voice, write_report

SEED = 990101
MISPRINT = "grain_output"
"""The figure that the first delivery of 青禾坪镇 2020 got wrong."""


def write_county(folder: Path, seed: int = SEED) -> None:
    """The whole workspace template at `folder`."""
    bank = load_bank()
    series = read_series()
    habits = settle_habits(seed, series, YEARS, TOWNSHIPS)
    statements = build_statements(bank, seed, series, habits)
    for plant in PLANTS:
        plant(statements, habits)
    rows = build_rows(statements)
    right, wrong, misprinted = misprint(statements)
    rows.append(misprinted)
    inbox = folder / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    write_truth(rows, folder / "truth.csv")
    usage = Usage()
    texts = {}
    for spec in REPORTS:
        if spec.planted != "redelivered":
            voice = Voice(spec, BY_KEY[spec.township], bank, usage, random.Random(f"{seed}:{spec.slug}:prose"))
            texts[spec.slug] = write_report(voice, statements[spec.slug])
    for spec in REPORTS:
        text = texts[spec.slug]
        if spec.planted == "redelivery":
            text = text.replace("政府工作报告\n", "政府工作报告（更正稿）\n", 1)
        if spec.planted == "redelivered":
            text = text.replace(right, wrong, 1)
        (inbox / spec.file).write_bytes(text.encode(spec.encoding))
    write_places(folder / "seeds" / "places")


def misprint(statements: dict[str, list[Statement]]) -> tuple[str, str, Row]:
    """The right surface, the wrong one, and the wrong one's row."""
    spec = next(spec for spec in REPORTS if spec.planted == "redelivered")
    fact = next(
        fact
        for one in statements[spec.slug]
        if one.section == "review"
        for fact in one.facts
        if fact.indicator == MISPRINT and fact.slot == "v"
    )
    number = fact.surface.rstrip("万吨")
    wrong_number = number[1:2] + number[0] + number[2:] if "." not in number[:2] else f"1{number}"
    wrong = fact.surface.replace(number, wrong_number)
    value = fact.value * Decimal(wrong_number) / Decimal(number)
    slip = replace(fact, value=value.quantize(Decimal(1)), surface=wrong, planted="redelivered", plain=False)
    row = next(iter(report_rows(spec.slug, [Statement("agri", (slip,))])))
    row |= {"fact": f"{spec.slug}-superseded", "report": spec.file, "expected_verdict": "superseded", "expected_reasons": ""}
    return fact.surface, wrong, row


def write_places(folder: Path) -> None:
    """The county's own places: townships as they are now or were last, and the changes."""
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(
        folder / "townships.csv",
        ("code", "name", "county_code", "county", "city", "province"),
        ((place.code, place.name, COUNTY_CODE, COUNTY, CITY, PROVINCE) for place in TOWNSHIPS),
    )
    changes: list[tuple[object, ...]] = []
    for place in TOWNSHIPS:
        if place.renamed_on:
            row = (place.renamed_on, "upgraded", place.former_code, place.former, place.code, place.name, "虚构省民政厅", "示例数据")
            changes.append(row)
        if place.merged_on:
            into = next(one for one in TOWNSHIPS if one.key == place.merged_into)
            changes.append((place.merged_on, "merged", place.code, place.name, into.code, into.name, "虚构省人民政府", "示例数据"))
    write_csv(folder / "changes.csv", ("date", "kind", "old_code", "old_name", "new_code", "new_name", "authority", "source"), changes)


def write_csv(path: Path, columns: tuple[str, ...], rows: object) -> None:
    """A small CSV with unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)  # type: ignore[arg-type]


if __name__ == "__main__":
    write_county(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("seeds/reports"))
