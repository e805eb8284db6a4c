"""Who wins a cell, and why the others lost."""

from datetime import date

import polars as pl
import pytest

H1 = {"period_start": date(2022, 1, 1), "period_end": date(2022, 6, 30), "period_cue": "part_year"}
YEAR_BEFORE = {"report_id": "t1:2023:annual:bb", "sha256": "bb", "year": 2023, "report_date": date(2024, 1, 5)}
OWN, LATER = {}, YEAR_BEFORE
LATER_REPORT = {"report_id": "t1:2023:annual:bb"}


def tax(value, **more):
    return {"indicator": "tax_revenue", "value": value, "unit": "元"} | more


CASES = [  # name, claims, reports, reasons in the order of the claims; the winner's is only, best or conflict
    ("alone", [tax(5)], [OWN], ["only"]),
    ("own report before a later recollection", [tax(6, **LATER_REPORT), tax(5)], [OWN, LATER], ["other_report", "best"]),
    ("later recollection where the own report is silent", [tax(6, **LATER_REPORT)], [OWN, LATER], ["only"]),
    ("whole year before part", [tax(3, **H1), tax(5)], [OWN], ["shorter_period", "best"]),
    ("actual before estimate", [tax(6, status="estimate"), tax(5)], [OWN], ["estimate", "best"]),
    ("exact before bounded before about", [tax(5, bound="~"), tax(5, bound=">="), tax("5.1")], [OWN], ["less_exact", "less_exact", "best"]),
    (
        "annual kind before others",
        [tax(6, report_id="half"), tax(5)],
        [OWN, {"report_id": "half", "kind": "half_year"}],
        ["report_kind", "best"],
    ),
    ("the same figure twice", [tax(5), tax(5)], [OWN], ["best", "same_figure"]),
    ("the same within rounding", [tax(520000000, quote="5.2亿元"), tax(523400000, quote="5.234亿元")], [OWN], ["best", "same_figure"]),
    ("two plain figures in one report", [tax(5), tax(7)], [OWN], ["conflict", "conflict"]),
    ("a bounded figure is no conflict", [tax(5, bound=">="), tax(7, bound=">=")], [OWN], ["best", "later_in_text"]),
    ("superseded", [tax(5), tax(6, report_id="new")], [{"superseded_by": "new"}, {"report_id": "new"}], ["superseded", "best"]),
    (
        "latest stock of the year",
        [
            {"indicator": "admin_villages", "value": 30, "unit": "个"} | H1,
            {"indicator": "admin_villages", "value": 31, "unit": "个"},
        ],
        [OWN],
        ["older_as_of", "best"],
    ),
    ("targets are no candidates", [tax(9, status="target"), tax(5)], [OWN], [None, "only"]),
]


@pytest.mark.parametrize(("claims", "reports", "want"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_choice(believe, claims, reports, want):
    _, candidates = believe(claims, reports)
    assert [candidates.get(f"c{n:03}", {}).get("reason") for n in range(len(claims))] == want
    assert sum(row["won"] for row in candidates.values()) == 1


def test_a_held_row_never_wins(believe):
    held = pl.DataFrame({"claim_id": ["c000", "c000"], "check_name": ["unit_slip", "magnitude"]})
    _, candidates = believe([tax(5), tax(7)], held=held)
    assert candidates["c000"]["reason"] == "held:magnitude+unit_slip"
    assert candidates["c001"]["won"]


def test_variants_and_items_are_cells_of_their_own(believe):
    claims = [
        {"indicator": "population", "value": 3, "unit": "人", "variant": "户籍"},
        {"indicator": "population", "value": 2, "unit": "人", "variant": "常住"},
        {"indicator": "crop_area", "value": 2, "unit": "亩", "item": "葡萄", "item_kind": "entity"},
        {"indicator": "crop_area", "value": 1, "unit": "亩", "item": "西瓜", "item_kind": "entity"},
    ]
    _, candidates = believe(claims)
    assert len({row["cell_id"] for row in candidates.values() if row["won"]}) == 4
