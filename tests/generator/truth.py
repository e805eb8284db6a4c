"""truth.csv: the facts with what the pipeline must make of each.

In: statements by report. Out: rows of `COLUMNS`. `expected_verdict` and `expected_reasons` are those of the cell that the fact fills (for a
target its outcome, for a planted growth the outcome of the test); `expected_missing` is the missing reason of a cell that stays blank.
Written before any prose: the writer gets the same facts.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from tests.generator.county import BY_KEY, PLANTED, REPORTS, YEARS, ReportSpec
from tests.generator.figures import STOCKS, Fact
from tests.generator.planted import spec_of
from tests.generator.statements import Statement

COLUMNS = (
    "fact",
    "township_id",
    "township",
    "report",
    "year",
    "indicator",
    "variant",
    "item",
    "measure",
    "status",
    "scope",
    "value",
    "value_high",
    "unit",
    "bound",
    "surface",
    "stated_plainly",
    "planted",
    "expected_verdict",
    "expected_reasons",
    "expected_missing",
    "issue",
)
Row = dict[str, str]
HELD = {"unit_slip": "magnitude", "parts_do_not_sum": "parts"}
"""Faults that a check holds back from the cells, and a word of the check's name."""
CORE = (
    "ads_industrial_output",
    "fixed_asset_investment",
    "external_capital",
    "projects_introduced",
    "ads_enterprises",
    "general_budget_revenue",
    "tax_revenue",
    "village_collective_income",
    "rural_disposable_income",
    "population",
    "grain_output",
    "roads_built",
    "jobs_created",
    "medical_insured",
)
"""Indicators that every township is expected to report every year."""


def township_id(key: str) -> str:
    """The stable id: the first code that the township bore."""
    place = BY_KEY[key]
    return place.former_code or place.code


def build_rows(statements: Mapping[str, list[Statement]]) -> list[Row]:
    """All rows: what the reports state, what the superseded delivery said, which expected cells stay blank."""
    rows = [row for slug, told in statements.items() for row in report_rows(slug, told)]
    settle_targets(rows)
    rows += blank_rows(rows)
    return rows


def report_rows(slug: str, told: Iterable[Statement]) -> Iterator[Row]:
    """Rows of one report, numbered in the order of its statements."""
    spec = spec_of(slug)
    facts = [fact for statement in told for fact in statement.facts]
    for number, fact in enumerate(facts, 1):
        yield row_of(spec, fact, f"{slug}-{number:02d}")


def row_of(spec: ReportSpec, fact: Fact, name: str) -> Row:
    """One fact as a row, with the verdict that its cell must get."""
    planted = fact.planted or (
        spec.planted if spec.planted in ("half_year_report", "november_report", "january_report", "redelivery") else ""
    )
    verdict, reasons = expect(spec, fact)
    return {
        "fact": name,
        "township_id": township_id(fact.township),
        "township": BY_KEY[fact.township].name_on(spec.given),
        "report": spec.file,
        "year": str(fact.year),
        "indicator": fact.indicator,
        "variant": fact.variant,
        "item": fact.item,
        "measure": fact.measure,
        "status": fact.status,
        "scope": fact.scope,
        "value": format(fact.value.normalize() + 0, "f"),
        "value_high": "" if fact.value_high is None else format(fact.value_high, "f"),
        "unit": fact.unit,
        "bound": fact.bound,
        "surface": fact.surface,
        "stated_plainly": "yes" if is_plain(spec, fact) else "no",
        "planted": planted,
        "expected_verdict": verdict,
        "expected_reasons": reasons,
        "expected_missing": "quarantined" if fact.planted in HELD and not fact.item else "",
        "issue": str(PLANTED[planted][1]) if planted else "",
    }


def is_plain(spec: ReportSpec, fact: Fact) -> bool:
    """Is it a plainly stated figure of the township's own year: exact, actual, of the whole township, no planted fault?"""
    return fact.plain and fact.measure == "level" and fact.status == "actual" and fact.scope == "township" and fact.year == spec.year


def expect(spec: ReportSpec, fact: Fact) -> tuple[str, str]:
    """Verdict and reasons of the cell that this fact fills; empty where it fills none."""
    if fact.planted == "growth_contradiction":
        return "contradicts", ""
    if fact.planted == "restated":
        return "restatement", ""
    if fact.planted in ("unknown_indicator", "other_scope"):
        return "no_cell", ""
    if fact.planted in HELD and not fact.item:
        return "", f"held:{HELD[fact.planted]}"
    if not fact.indicator or fact.item or fact.measure != "level" or fact.status != "actual" or fact.year != spec.year:
        return "", ""
    reasons = list(period_reasons(spec, fact))
    if fact.bound != "=":
        reasons.append(f"bound:{fact.bound}")
    verdict = "not_comparable" if "part_year" in reasons else "with_caveat" if reasons else "comparable"
    return verdict, ";".join(sorted(reasons))


def period_reasons(spec: ReportSpec, fact: Fact) -> Iterator[str]:
    """What the report's date does to a flow or a stock."""
    stock = fact.indicator in STOCKS
    if spec.form == "half_year":
        yield "as_of:2021-06-30" if stock else "part_year"
    elif spec.form == "november" and not stock:
        yield f"year_to_date:{spec.given.isoformat()}"


def settle_targets(rows: list[Row]) -> None:
    """Fill in the outcome of level targets whose result the township's own annual report states exactly, or never states at all."""
    for row in rows:
        if row["status"] != "target" or not row["indicator"] or row["measure"] != "level":
            continue
        key = BY_ID[row["township_id"]]
        later = [spec for spec in REPORTS if spec.township == key and spec.year == int(row["year"]) and spec.planted != "redelivered"]
        results = [
            one
            for one in rows
            if (one["township_id"], one["indicator"], one["year"], one["variant"])
            == tuple(row[name] for name in ("township_id", "indicator", "year", "variant"))
            and one["status"] == "actual"
            and one["measure"] == "level"
            and one["scope"] == "township"
            and not one["item"]
        ]
        row["expected_verdict"] = outcome(row, later, results)


BY_ID = {township_id(key): key for key in BY_KEY}


def outcome(target: Row, later: list[ReportSpec], results: list[Row]) -> str:
    """met · missed · not_mentioned · no_report; empty where bounds, part years or later recollections leave it open."""
    if not later:
        return "" if results else "no_report"
    if later[0].form == "half_year":
        return ""
    if not results:
        return "not_mentioned"
    own = [row for row in results if row["stated_plainly"] == "yes"]
    if len(own) != 1:
        return ""
    if Decimal(own[0]["value"]) >= Decimal(target["value"]):
        return "met"
    return "" if later[0].form == "november" else "missed"


def blank_rows(rows: list[Row]) -> Iterator[Row]:
    """Expected core cells that no report fills: a report that never came, a township that is no more, a figure that is not told."""
    filled = {
        (row["township_id"], row["indicator"], row["year"])
        for row in rows
        if row["status"] == "actual" and row["measure"] == "level" and row["scope"] == "township"
    }
    by_report = {(spec.township, spec.year): spec for spec in REPORTS}
    for key, place in BY_KEY.items():
        for year in YEARS:
            alive = place.merged_on is None or place.merged_on.year > year
            spec = by_report.get((key, year))
            reason = "place_not_alive" if not alive else "not_in_report" if spec else "report_missing"
            for code in CORE:
                if (township_id(key), code, str(year)) not in filled:
                    yield blank_row(key, year, code, reason, spec)


def blank_row(key: str, year: int, code: str, reason: str, spec: ReportSpec | None) -> Row:
    """A row without a value: the cell is expected and blank."""
    place = BY_KEY[key]
    planted = {"report_missing": "missing_report", "place_not_alive": "merged"}.get(reason, "")
    name = place.former if place.renamed_on and year < place.renamed_on.year else place.name
    return dict.fromkeys(COLUMNS, "") | {
        "fact": f"{key}-{year}-blank-{code}",
        "township_id": township_id(key),
        "township": name,
        "report": spec.file if spec else "",
        "year": str(year),
        "indicator": code,
        "stated_plainly": "no",
        "planted": planted,
        "expected_missing": reason,
        "issue": str(PLANTED[planted][1]) if planted else "",
    }


def write_truth(rows: list[Row], path: Path) -> None:
    """truth.csv, UTF-8, unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


__all__ = ["COLUMNS", "build_rows", "report_rows", "write_truth"]
