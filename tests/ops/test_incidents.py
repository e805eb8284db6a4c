"""Incidents from the night they open to the night they are gone, and the digest that tells of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.ops.digest import RunFacts, Wording, clip_bytes, compose_digests
from transforms.ops.incidents import (
    RUN_ENDS,
    Finding,
    Incident,
    IncidentError,
    acknowledge,
    advance,
    checks_that_ran,
    gather_findings,
    only,
    run_finding,
    snooze,
)

DAY = date(2026, 11, 24)
FACTS = RunFacts("run1", "2026-11-24", "published", "平安县", "status/index.html", held=2)
WORDING = {"slip": Wording("量级相近", "核对单位")}


def slip(failing: int = 1, township: str = "t1", check: str = "slip") -> Finding:
    return Finding(check, township, "gdp", "warn", "数据管理员", failing, "5亿元 → 5万元 全年完成生产总值5万元。")


def nights(*found: tuple[Finding, ...] | None) -> list[tuple[list[str], list[str]]]:
    """What is news, and the states, night by night; None: the check did not run."""
    incidents: tuple[Incident, ...] = ()
    told = []
    for number, findings in enumerate(found):
        step = advance(incidents, findings or (), set() if findings is None else {"slip"}, DAY + timedelta(days=number))
        incidents = step.incidents
        told.append(([change.what for change in step.changes], [one.state for one in incidents]))
    return told


@pytest.mark.parametrize(
    ("found", "news"),
    [
        (((slip(),), (slip(),), (slip(),), ()), [["opened"], [], [], ["recovered"]]),
        (((slip(),), (slip(3),), (slip(2),)), [["opened"], ["worse"], []]),
        (((slip(),), (), (slip(),)), [["opened"], ["recovered"], ["reopened"]]),
        (((slip(),), None, ()), [["opened"], [], ["recovered"]]),
        (((slip(),), None, (slip(),)), [["opened"], [], []]),
        (((slip(), slip(township="t2")), (slip(),)), [["opened", "opened"], ["recovered"]]),
        (((), ()), [[], []]),
    ],
    ids=["once_then_recovers", "worse", "reopened", "did_not_run", "did_not_run_still_there", "one_of_two", "quiet"],
)
def test_news_of_the_nights(found: tuple[tuple[Finding, ...] | None, ...], news: list[list[str]]) -> None:
    assert [told for told, _ in nights(*found)] == news


def test_a_snoozed_incident_is_silent_until_its_day_then_reminds() -> None:
    (one,) = advance((), (slip(),), {"slip"}, DAY).incidents
    asleep = snooze(one, DAY + timedelta(days=3), "王", "等报表", DAY)
    assert advance((asleep,), (slip(9),), {"slip"}, DAY + timedelta(days=1)).changes == ()
    step = advance((asleep,), (slip(),), {"slip"}, DAY + timedelta(days=3))
    assert [change.what for change in step.changes] == ["reminder"]
    assert step.incidents[0].snoozed_until is None
    gone = advance((asleep,), (), {"slip"}, DAY + timedelta(days=1))
    assert [change.what for change in gone.changes] == ["recovered"]


def test_an_acknowledged_incident_tells_when_it_gets_worse() -> None:
    (one,) = advance((), (slip(),), {"slip"}, DAY).incidents
    seen = acknowledge(one, "王", "已知")
    step = advance((seen,), (slip(2),), {"slip"}, DAY)
    assert [change.what for change in step.changes] == ["worse"]
    assert step.incidents[0].acknowledged_by is None


@pytest.mark.parametrize(("who", "note"), [("", "理由"), ("王", " ")])
def test_acknowledging_wants_a_name_and_a_reason(who: str, note: str) -> None:
    (one,) = advance((), (slip(),), {"slip"}, DAY).incidents
    with pytest.raises(IncidentError, match="who"):
        acknowledge(one, who, note)


def test_a_recovered_incident_cannot_be_acknowledged_nor_one_snoozed_into_the_past() -> None:
    (one,) = advance((), (slip(),), {"slip"}, DAY).incidents
    with pytest.raises(IncidentError, match="after"):
        snooze(one, DAY, "王", "x", DAY)
    with pytest.raises(IncidentError, match="recovered"):
        acknowledge(replace(one, state="recovered"), "王", "x")


def result(check: str, outcome: str, **more: object) -> dict[str, object]:
    return {
        "check_id": check,
        "outcome": outcome,
        "kind": "warn",
        "owner": "数据管理员",
        "checked": 5,
        "failing": None,
        "detail": None,
    } | more


def test_findings_are_grouped_by_check_township_and_indicator() -> None:
    rows = [
        {"check_id": "slip", "township_id": "t1", "indicator": "gdp", "detail": "a", "sentence": "b"},
        {"check_id": "slip", "township_id": "t1", "indicator": "gdp", "detail": "c", "sentence": None},
        {"check_id": "slip", "township_id": "t2", "indicator": None},
    ]
    results = [
        result("slip", "fail"),
        result("broken", "error", detail="no table"),
        result("bare", "fail", failing=4),
        result("fine", "pass"),
    ]
    found = gather_findings(results, rows)
    assert [(one.check_id, one.township_id, one.indicator, one.failing) for one in found] == [
        ("bare", None, None, 4),
        ("broken", None, "could_not_run", 1),
        ("slip", "t1", "gdp", 2),
        ("slip", "t2", None, 1),
    ]
    assert found[2].example == "a；原句：b"


def test_a_check_that_could_not_run_or_had_no_release_before_resolves_nothing() -> None:
    results = [
        result("ok", "pass"),
        result("bad", "fail"),
        result("red", "error"),
        result("none_left", "not_applicable", checked=0),
        result("no_release_before", "not_applicable", checked=None),
    ]
    assert checks_that_ran(results) == {"ok", "bad", "none_left"}


def test_a_check_that_runs_again_ends_its_could_not_run() -> None:
    broken = gather_findings([result("slip", "error", detail="no table")], [])
    step = advance((), broken, checks_that_ran([result("slip", "error")]), DAY)
    again = advance(step.incidents, (), checks_that_ran([result("slip", "pass")]), DAY)
    assert [change.what for change in again.changes] == ["recovered"]


COUNTS = st.lists(st.one_of(st.none(), st.integers(0, 4)), max_size=12)


@given(COUNTS)
def test_news_never_contradicts_itself(counts: list[int | None]) -> None:
    """Opened and recovered alternate; nothing recovers while its check did not run."""
    found = [None if n is None else ((slip(n),) if n else ()) for n in counts]
    is_open = False
    for (news, _), n in zip(nights(*found), counts, strict=True):
        for what in news:
            assert n is not None
            assert what in (("worse",) if is_open and n else ("recovered",) if is_open else ("opened", "reopened"))
            is_open = what != "recovered"
        assert n is None or is_open == bool(n)


def test_a_digest_says_what_where_how_many_since_when_and_what_to_do() -> None:
    step = advance((), (slip(2),), {"slip"}, DAY)
    (digest,) = compose_digests(step, FACTS, WORDING, {"t1": "柳桥镇"}, {"gdp": "地区生产总值"})
    assert digest.audience == "数据管理员"
    for words in (
        "平安县",
        "新出现 1",
        "量级相近",
        "柳桥镇",
        "地区生产总值",
        "2 处",
        "2026-11-24",
        "5亿元 → 5万元",
        "核对单位",
        "新版本已发布",
        "2 个数暂不入表",
        "status/index.html",
        "run1",
    ):
        assert words in digest.text


def test_each_owner_gets_what_is_theirs_and_nobody_hears_of_silence() -> None:
    other = replace(slip(check="spans_hold"), owner="系统管理员", kind="stop")
    step = advance((), (slip(), other), {"slip", "spans_hold"}, DAY)
    assert [digest.audience for digest in compose_digests(step, FACTS, WORDING)] == ["数据管理员", "系统管理员"]
    quiet = advance(step.incidents, (slip(), other), {"slip", "spans_hold"}, DAY)
    assert compose_digests(quiet, FACTS, WORDING) == ()
    assert quiet.still_open == 2


def test_many_changes_are_counted_not_listed() -> None:
    step = advance((), tuple(slip(township=f"t{n}") for n in range(30)), {"slip"}, DAY)
    (digest,) = compose_digests(step, FACTS, WORDING)
    assert "另有 18 项变化" in digest.text


def test_a_broken_run_is_told_once_and_recovers_with_the_next() -> None:
    broken = run_finding("failed", "磁盘已满", "系统管理员")
    first = advance((), broken, {RUN_ENDS}, DAY)
    (digest,) = compose_digests(first, replace(FACTS, outcome="failed"), {RUN_ENDS: Wording("运行完成，没有中断", "xianzhi doctor")})
    assert "磁盘已满" in digest.text
    assert "分析人员仍看到上一版本" in digest.text
    again = advance(first.incidents, broken, {RUN_ENDS}, DAY)
    assert again.changes == ()
    assert [one.what for one in advance(again.incidents, run_finding("stopped", "", ""), {RUN_ENDS}, DAY).changes] == ["recovered"]


def test_a_channel_hears_only_of_its_owners_and_kinds() -> None:
    other = replace(slip(check="spans_hold"), owner="系统管理员", kind="stop")
    step = advance((), (slip(), other), {"slip", "spans_hold"}, DAY)
    assert [change.incident.check_id for change in only(step, ("系统管理员",), ()).changes] == ["spans_hold"]
    assert [change.incident.check_id for change in only(step, (), ("warn",)).changes] == ["slip"]
    assert only(step, (), ()) == step
    assert only(step, ("数据管理员",), ("stop",)).changes == ()


@given(st.text(), st.integers(0, 400))
def test_clipping_keeps_characters_whole_and_within_the_limit(text: str, limit: int) -> None:
    text = text.encode("utf-8", "ignore").decode()
    clipped = clip_bytes(text, limit)
    assert len(clipped.encode()) <= limit
    assert text.startswith(clipped.removesuffix("…（下略，详见质量页）"))
