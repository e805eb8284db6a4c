"""The steward's queue and decisions: suggestions, worth, what is refused and why, what an undo leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from transforms.ops.decisions import (
    Answer,
    DecisionError,
    Known,
    ReportFacts,
    plan_decisions,
    undo_cells,
)
from transforms.ops.review import (
    ReviewItem,
    figure_items,
    likeness,
    order_queue,
    place_items,
    subject_items,
    suggest_indicators,
    suggest_scale,
)
from transforms.seeds.aliases import SubjectAlias
from transforms.seeds.corrections import to_correction
from transforms.seeds.indicators import load_indicators
from transforms.seeds.units import load_units

INDICATORS, UNITS = load_indicators(), load_units()
DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("subject", "unit", "code"),
    [
        ("农村公路", "公里", "roads_built"),
        ("村集体经济总收入", "元", "village_collective_income"),
        ("发放贴息贷款", "元", "bank_loans"),
        ("改造户用厕所户厕", "户", "toilets_renovated"),
    ],
)
def test_the_first_suggestion_is_the_right_one(subject: str, unit: str, code: str) -> None:
    assert suggest_indicators(subject, unit, INDICATORS.values(), UNITS)[0].value == code


def test_nothing_like_it_gives_no_suggestion() -> None:
    assert suggest_indicators("冷库", "座", INDICATORS.values(), UNITS) == ()


def test_a_unit_of_another_dimension_counts_against_a_suggestion() -> None:
    right, wrong = (suggest_indicators("农村公路", unit, INDICATORS.values(), UNITS)[0].score for unit in ("公里", "元"))
    assert right > wrong


@pytest.mark.parametrize(("one", "other", "score"), [("公路", "公路", 1.0), ("", "", 0.0), ("甲", "乙", 0.0), ("农村公路", "公路", 0.5)])
def test_likeness(one: str, other: str, score: float) -> None:
    assert likeness(one, other) == score


@pytest.mark.parametrize(
    ("detail", "scale"),
    [
        ("疑似单位差1万倍（偏大）", "scale=1/10000"),
        ("疑似单位差10万倍（偏小）", "scale=100000"),
        ("疑似单位差1000倍（偏小）", "scale=1000"),
        ("疑似单位差1亿倍（偏大）", "scale=1/100000000"),
        ("历年约 5", ""),
    ],
)
def test_a_slip_of_a_power_of_ten_suggests_its_correction(detail: str, scale: str) -> None:
    assert suggest_scale(detail) == scale


SUBJECT_ROW = {
    "subject": "农村公路",
    "unit": "公里",
    "frequency": 4,
    "spread": 3,
    "sentence": "新建农村公路5公里。",
    "quote": "5公里",
    "claim_id": "c9",
}
FIGURE_ROW = {
    "claim_id": "c1",
    "check_id": "magnitude_of_the_years",
    "detail": "疑似单位差1万倍（偏大）",
    "held": True,
    "quote": "3.6亿元",
    "unit": "元",
}
QUEUE = order_queue(
    [
        *subject_items([SUBJECT_ROW, {**SUBJECT_ROW, "subject": "冷库", "unit": "座", "frequency": 1, "spread": 1}], INDICATORS, UNITS),
        *figure_items([FIGURE_ROW, {**FIGURE_ROW, "check_id": "per_person_plausible", "detail": "范围外"}], {}),
        *place_items([{"sha256": "ff", "file_name": "报告.txt", "hint": "写明县", "candidates": "990101001 甲镇", "written": "城关镇"}]),
    ]
)
ROADS, STORE = (next(item for item in QUEUE if item.subject == name) for name in ("农村公路", "冷库"))
FIGURE = next(item for item in QUEUE if item.claim_id == "c1")
PLACE = next(item for item in QUEUE if item.kind == "place")
KNOWN = Known(
    INDICATORS,
    UNITS,
    {"990101001": ("甲镇", "990101")},
    {"c1": ReportFacts("t1", 2022, "annual", "fixed_asset_investment", "3.6亿元", 2, Decimal("360000000.000000000"))},
)


def answer(item: ReviewItem, action: str, value: str = "", row: int = 2, reason: str = "核对过", who: str = "王") -> Answer:
    return Answer(row, item.item_id, action, value, reason, who)


def test_the_queue_is_ordered_by_worth_and_one_claim_is_one_item() -> None:
    assert [item.kind for item in QUEUE] == ["place", "claim", "subject", "subject"]
    assert FIGURE.check_id == "magnitude_of_the_years;per_person_plausible"
    assert ROADS.worth == pytest.approx(4 * 3 * ROADS.surprise)
    assert order_queue(QUEUE, [PLACE.item_id])[0].kind == "claim"


@pytest.mark.parametrize("value", ["roads_built", "新建改造道路里程", "roads_built 新建改造道路里程"])
def test_a_subject_becomes_an_alias_by_code_or_name(value: str) -> None:
    plan = plan_decisions([answer(ROADS, "alias", value)], QUEUE, KNOWN, DAY)
    assert plan.refusals == ()
    (row,) = plan.rows
    assert row.file == "aliases.csv"
    assert {"subject": "农村公路", "unit": "公里", "indicator": "roads_built", "who": "王", "status": "active"}.items() <= row.cells.items()
    assert plan.decisions[0].seed == "aliases.csv"
    assert "4 处，3 个乡镇" in plan.preview[0]


def test_leaving_a_subject_is_an_alias_for_nothing() -> None:
    (row,) = plan_decisions([answer(STORE, "leave")], QUEUE, KNOWN, DAY).rows
    assert row.cells["indicator"] == ""


@pytest.mark.parametrize(
    ("action", "value", "wanted"),
    [
        ("scale", "1/10000", {"action": "scale", "field": "value", "value": "1/10000"}),
        ("scale", "scale=1/10000", {"action": "scale", "value": "1/10000"}),
        ("override", "36,000", {"action": "override", "field": "value", "value": "36000"}),
        ("override", "status=target", {"action": "override", "field": "status", "value": "target"}),
        ("drop", "", {"action": "drop", "value": ""}),
    ],
)
def test_a_figure_becomes_a_correction_that_the_seed_accepts(action: str, value: str, wanted: dict[str, str]) -> None:
    (row,) = plan_decisions([answer(FIGURE, action, value)], QUEUE, KNOWN, DAY).rows
    assert row.file == "corrections.csv"
    assert wanted.items() <= row.cells.items()
    correction = to_correction(dict(row.cells))
    assert (correction.township_id, correction.year, correction.quote, correction.occurrence) == ("t1", 2022, "3.6亿元", 2)
    assert correction.expect == (("value", "360000000"),)
    if action == "scale":
        assert Fraction(correction.value) == Fraction(1, 10_000)


def test_a_document_becomes_an_alias_of_its_township() -> None:
    (row,) = plan_decisions([answer(PLACE, "place", "990101001 甲镇")], QUEUE, KNOWN, DAY).rows
    assert (row.file, row.cells["alias"], row.cells["township_code"], row.cells["county_code"]) == (
        "places/aliases.csv",
        "城关镇",
        "990101001",
        "990101",
    )


def test_keeping_leaves_a_record_and_no_seed_and_later_leaves_nothing() -> None:
    plan = plan_decisions([answer(FIGURE, "keep")], QUEUE, KNOWN, DAY)
    assert (len(plan.decisions), plan.rows) == (1, ())
    assert plan_decisions([answer(FIGURE, "later", reason="", who="")], QUEUE, KNOWN, DAY).decisions == ()


REFUSED = [
    (answer(ROADS, "alias", "no_such_code"), "没有指标"),
    (answer(ROADS, "alias", "fiscal_revenue"), "量纲"),
    (answer(ROADS, "alias", ""), "须填取值"),
    (answer(ROADS, "alias", "population/常住"), "量纲"),
    (answer(ROADS, "scale", "10"), "不适用"),
    (answer(ROADS, "改成别的", "10"), "不适用"),
    (answer(ROADS, "alias", "roads_built", reason=" "), "理由"),
    (answer(ROADS, "alias", "roads_built", who=""), "经手人"),
    (answer(FIGURE, "scale", "-1"), "倍数"),
    (answer(FIGURE, "scale", "1/0"), "倍数"),
    (answer(FIGURE, "override", "五千"), "不是数"),
    (answer(FIGURE, "override", "colour=red"), "字段"),
    (answer(PLACE, "place", "110101001"), "不是本工作区"),
    (replace(answer(ROADS, "keep"), item_id="gone"), "没有这个事项"),
]


@pytest.mark.parametrize(("wrong", "word"), REFUSED, ids=[word for _, word in REFUSED])
def test_a_wrong_decision_is_refused_with_row_and_reason_and_nothing_is_planned(wrong: Answer, word: str) -> None:
    good = answer(STORE, "leave", row=7)
    plan = plan_decisions([good, replace(wrong, row=9)], QUEUE, KNOWN, DAY)
    assert [(one.row, word in one.reason) for one in plan.refusals] == [(9, True)]
    assert (plan.decisions, plan.rows) == ((), ())


def test_two_decisions_on_one_item_refuse_each_other() -> None:
    plan = plan_decisions([answer(STORE, "leave", row=3), answer(STORE, "alias", "schools", row=4)], QUEUE, KNOWN, DAY)
    assert [one.row for one in plan.refusals] == [3, 4]


def test_what_was_decided_otherwise_must_be_undone_first() -> None:
    known = replace(KNOWN, aliases=(SubjectAlias("农村公路", "公里", "bridges_built", "", "d1"),))
    (refusal,) = plan_decisions([answer(ROADS, "alias", "roads_built")], QUEUE, known, DAY).refusals
    assert "d1" in refusal.reason


def test_a_figure_that_is_gone_is_refused() -> None:
    (refusal,) = plan_decisions([answer(FIGURE, "drop")], QUEUE, replace(KNOWN, facts={}), DAY).refusals
    assert "重新导出" in refusal.reason


@pytest.mark.parametrize(
    ("file", "key", "left"),
    [
        ("aliases.csv", "decision_id", ["inactive", "active"]),
        ("corrections.csv", "correction_id", ["inactive", "active"]),
        ("places/aliases.csv", "source", [None]),
    ],
)
def test_an_undo_touches_its_own_row_only(file: str, key: str, left: list[str | None]) -> None:
    rows = [
        {key: "d1"} | ({"status": "active"} if key != "source" else {}),
        {key: "d2"} | ({"status": "active"} if key != "source" else {}),
    ]
    assert [row.get("status") for row in undo_cells(file, rows, "d1")] == left
    with pytest.raises(DecisionError, match="d9"):
        undo_cells(file, rows, "d9")
