"""What is published of the sample county, beside the truth: plain figures, and every planted difficulty.

Nothing here reads the reports; truth.csv was written before them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from tests.generator.county import PLANTED

TRUTH = Path(__file__).parents[2] / "seeds" / "reports" / "truth.csv"
Release = duckdb.DuckDBPyConnection
VERDICTS = ("comparable", "with_caveat", "not_comparable")


class Cell(NamedTuple):
    value: Decimal | None
    bound: str | None
    verdict: str | None
    reasons: str
    missing: str | None


@cache
def truth() -> tuple[dict[str, str], ...]:
    with TRUTH.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def planted(name: str) -> list[dict[str, str]]:
    return [row for row in truth() if row["planted"] == name]


def cell_of(release: Release, row: dict[str, str]) -> Cell | None:
    found = release.execute(
        "SELECT value, bound, verdict, reasons, missing_reason FROM metrics.cell WHERE indicator = ? AND coalesce(variant, '') = ?"
        " AND coalesce(item, '') = ? AND township_id = ? AND year = ?",
        [row["indicator"], row["variant"], row["item"], row["township_id"], int(row["year"])],
    ).fetchone()
    return Cell(*found) if found else None


def is_as_demanded(release: Release, row: dict[str, str]) -> bool:
    cell = cell_of(release, row)
    return (
        cell is not None
        and cell.value is not None
        and (cell.value, cell.verdict, cell.reasons)
        == (
            Decimal(row["value"]),
            row["expected_verdict"],
            row["expected_reasons"],
        )
    )


def filled_rows(name: str) -> list[dict[str, str]]:
    return [row for row in planted(name) if row["expected_verdict"] in VERDICTS]


def judge_alike(release: Release, rows: list[dict[str, str]]) -> None:
    """Most of the rows fill their cell, and every cell that they alone fill has the verdict and reasons demanded."""
    assert rows
    cells = [(row, cell) for row in rows if (cell := cell_of(release, row)) is not None and cell.value == Decimal(row["value"])]
    alone = [(row, cell) for row, cell in cells if "conflict" not in cell.reasons]
    wrong = [row["fact"] for row, cell in alone if (cell.verdict, cell.reasons) != (row["expected_verdict"], row["expected_reasons"])]
    assert wrong == []
    assert len(cells) >= 0.7 * len(rows)


def share_right(release: Release, rows: list[dict[str, str]]) -> float:
    assert rows
    return sum(is_as_demanded(release, row) for row in rows) / len(rows)


def test_plain_figures_are_published_as_they_are(published: Release) -> None:
    plain = [row for row in truth() if row["stated_plainly"] == "yes"]
    wrong = [row["fact"] for row in plain if not is_as_demanded(published, row)]
    assert len(wrong) <= 0.05 * len(plain), f"{len(wrong)} of {len(plain)}: {wrong}"


def test_bounded_figures_carry_their_caveat(published: Release) -> None:
    bounded = [row for row in truth() if row["bound"] != "=" and row["expected_verdict"] in VERDICTS]
    assert share_right(published, bounded) >= 0.8


def test_no_cell_holds_a_figure_that_no_report_states(published: Release) -> None:
    """At most one cell in a hundred that the truth does not know."""
    known = {(row["indicator"], row["variant"], row["item"], row["township_id"], int(row["year"])) for row in truth() if row["value"]}
    cells = published.execute(
        "SELECT indicator, coalesce(variant, ''), coalesce(item, ''), township_id, year FROM metrics.cell WHERE value IS NOT NULL"
    ).fetchall()
    foreign = [cell for cell in cells if cell not in known]
    assert len(foreign) <= 0.01 * len(cells), foreign


def test_blank_cells_say_why(published: Release) -> None:
    rows = [row for row in truth() if row["expected_missing"] and not row["value"]]
    wrong = [row["fact"] for row in rows if (cell := cell_of(published, row)) is None or cell.missing != row["expected_missing"]]
    assert len(wrong) <= 0.02 * len(rows), wrong


def missing_report(release: Release) -> None:
    rows = planted("missing_report")
    assert rows
    assert {cell_of(release, row).missing for row in rows} == {"report_missing"}


def merged(release: Release) -> None:
    rows = planted("merged")
    assert rows
    assert {cell_of(release, row).missing for row in rows} == {"place_not_alive"}
    reasons = release.execute(
        "SELECT DISTINCT verdict, list_contains(string_split(reasons, ';'), 'place:merged') FROM metrics.pair"
        " WHERE right_cell_id LIKE '%:990101102:2021' AND left_cell_id LIKE '%:990101102:2020'"
    ).fetchall()
    assert reasons == [("not_comparable", True)]


def part_of_year(release: Release) -> None:
    rows = filled_rows("half_year_report")
    assert {"part_year", "as_of:2021-06-30"} <= {reason for row in rows for reason in row["expected_reasons"].split(";")}
    judge_alike(release, rows)
    flows = release.execute(
        "SELECT DISTINCT verdict FROM metrics.cell"
        " WHERE township_id = '990101001' AND year = 2021 AND period_class != 'stock' AND value IS NOT NULL"
    ).fetchall()
    assert flows == [("not_comparable",)]


def november(release: Release) -> None:
    judge_alike(release, filled_rows("november_report"))
    query = (
        "SELECT count(*), count(*) FILTER (verdict = 'comparable'), count(*) FILTER (NOT contains(reasons, 'year_to_date:2022-11-25'))"
        " FROM metrics.cell WHERE township_id = '990101103' AND year = 2022 AND period_class != 'stock' AND value IS NOT NULL"
    )
    cells, comparable, bare = release.execute(query).fetchone()
    assert cells > 10
    assert (comparable, bare) == (0, 0)


def january(release: Release) -> None:
    judge_alike(release, filled_rows("january_report"))
    found = release.execute(
        "SELECT year, kind FROM read.report WHERE township_id = '990101101' AND report_date = DATE '2020-01-10'"
    ).fetchall()
    assert found == [(2019, "annual")]


def restated(release: Release) -> None:
    (later,) = planted("restated")
    first = next(
        row
        for row in truth()
        if row["fact"].startswith("D-2020") and row["indicator"] == later["indicator"] and row["stated_plainly"] == "yes"
    )
    found = release.execute(
        "SELECT kind, earlier_value, later_value FROM metrics.restatement WHERE indicator = ? AND township_id = ? AND year = 2020",
        [later["indicator"], later["township_id"]],
    ).fetchall()
    assert found == [("restatement", Decimal(first["value"]), Decimal(later["value"]))]
    assert cell_of(release, first).value == Decimal(first["value"])


def growth_contradiction(release: Release) -> None:
    (rate,) = planted("growth_contradiction")
    found = release.execute("SELECT indicator, township_id, year, stated_pct FROM metrics.growth WHERE outcome = 'contradicts'").fetchall()
    assert found == [(rate["indicator"], rate["township_id"], int(rate["year"]), Decimal(rate["value"]))]


def held(name: str) -> Callable[[Release], None]:
    def check(release: Release) -> None:
        row = next(row for row in planted(name) if row["expected_missing"] == "quarantined")
        cell = cell_of(release, row)
        assert cell.missing == "quarantined"
        assert row["expected_reasons"].removeprefix("held:") in cell.reasons

    return check


def target(name: str) -> Callable[[Release], None]:
    def check(release: Release) -> None:
        (row,) = planted(name)
        found = release.execute(
            "SELECT value, outcome FROM metrics.target WHERE indicator = ? AND township_id = ? AND year = ?",
            [row["indicator"], row["township_id"], int(row["year"])],
        ).fetchall()
        assert found == [(Decimal(row["value"]), row["expected_verdict"])]

    return check


def net_income(release: Release) -> None:
    assert share_right(release, filled_rows("net_income")) == 1.0
    cells = release.execute(
        "SELECT indicator, list(year ORDER BY year) FROM metrics.cell WHERE township_id = '990101202' AND value IS NOT NULL"
        " AND indicator IN ('rural_net_income', 'rural_disposable_income') GROUP BY indicator ORDER BY indicator"
    ).fetchall()
    assert dict(cells)["rural_net_income"] == [2018, 2019]
    assert set(dict(cells)["rural_disposable_income"]) <= {2020, 2021, 2022}
    across = release.execute(
        "SELECT count(*) FROM metrics.growth WHERE township_id = '990101202' AND year = 2020 AND indicator = 'rural_disposable_income'"
        " AND computed_pct IS NOT NULL"
    ).fetchone()
    assert across == (0,)


def capital_variants(release: Release) -> None:
    assert share_right(release, filled_rows("capital_variants")) == 1.0
    pairs = release.execute(
        "SELECT count(*) FROM metrics.pair WHERE left_cell_id LIKE 'external_capital:市外%' AND right_cell_id LIKE 'external_capital:省外%'"
        " AND verdict != 'not_comparable'"
    ).fetchone()
    assert pairs == (0,)


def renamed(release: Release) -> None:
    names = release.execute(
        "SELECT DISTINCT year, township, township_code FROM metrics.cell"
        " WHERE township_id = '990101202' AND value IS NOT NULL ORDER BY year"
    ).fetchall()
    assert names == [(year, "麻柳河乡", "990101202") for year in (2018, 2019)] + [
        (year, "麻柳河镇", "990101105") for year in (2020, 2021, 2022)
    ]


def other_scope(release: Release) -> None:
    """No cell of a township holds the county's or a village's figure; all ten stand in read.claim."""
    rows = planted("other_scope")
    assert len(rows) == 10
    for row in rows:
        cell = cell_of(release, row | {"variant": ""})
        assert cell is None or cell.value != Decimal(row["value"]), row["fact"]
    scopes = release.execute("SELECT count(*) FROM read.claim WHERE scope = 'higher' AND indicator IS NOT NULL").fetchone()
    assert scopes[0] >= 5


def unknown_indicator(release: Release) -> None:
    found = release.execute("SELECT value, indicator, item FROM read.claim WHERE unit = '畦' ORDER BY value").fetchall()
    assert [(value, indicator) for value, indicator, _ in found] == [(145, None), (208, None), (260, None), (384, None)]
    assert all(item for _, _, item in found)


def redelivery(release: Release) -> None:
    judge_alike(release, filled_rows("redelivery"))
    (misprint,) = planted("redelivered")
    right = next(row for row in planted("redelivery") if row["indicator"] == misprint["indicator"] and row["expected_verdict"] in VERDICTS)
    assert cell_of(release, right).value == Decimal(right["value"]) != Decimal(misprint["value"])
    superseded = release.execute("SELECT count(*) FROM read.report WHERE superseded_by IS NOT NULL").fetchone()
    assert superseded == (1,)


CHECKS: dict[str, Callable[[Release], None]] = {
    "missing_report": missing_report,
    "half_year_report": part_of_year,
    "november_report": november,
    "january_report": january,
    "restated": restated,
    "growth_contradiction": growth_contradiction,
    "parts_do_not_sum": held("parts_do_not_sum"),
    "unit_slip": held("unit_slip"),
    "target_missed": target("target_missed"),
    "target_silent": target("target_silent"),
    "net_income": net_income,
    "capital_variants": capital_variants,
    "renamed": renamed,
    "merged": merged,
    "other_scope": other_scope,
    "unknown_indicator": unknown_indicator,
    "redelivery": redelivery,
    "redelivered": redelivery,
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_difficulty_ends_as_the_truth_demands(name: str, published: Release) -> None:
    CHECKS[name](published)


def test_every_report_of_the_inbox_is_identified(published: Release) -> None:
    assert published.execute("SELECT count(DISTINCT sha256), count(DISTINCT township_id) FROM read.report").fetchone() == (38, 8)
    stated = {(row["township_id"], row["report"]) for row in truth() if row["value"]}
    assert len(stated) == 38


def test_encodings_do_not_matter(published: Release) -> None:
    """Plain figures of the three reports in other encodings are published like the rest."""
    odd = ("2019年石笋湾镇政府工作报告.txt", "钟鼓坳镇2019年工作报告.txt", "麻柳河镇2021年政府工作报告.txt")
    for name in odd:
        judge_alike(published, [row for row in truth() if row["report"] == name and row["stated_plainly"] == "yes"])
