"""The quality page: says what failed, escapes what reports say, asks nothing of any network."""

from __future__ import annotations

import re

from transforms.ops.quality import (
    CheckLine,
    FailingLine,
    IncidentLine,
    QualityData,
    RunLine,
    TownshipLine,
    read_asset,
    render_quality,
    script_hash,
)

HOSTILE = "<script>alert('x')</script>生产总值5亿元"
DATA = QualityData(
    county="平安县",
    run_id="20261124T021500Z-a1b2",
    business_date="2026-11-24",
    outcome="published",
    message="",
    started="2026-11-24T02:15:00Z",
    last_good="2026-11-24T02:15:00Z",
    allowed_hours=36,
    release="20261124T021500Z-a1b2",
    counts=(("报告", 35), ("数字", 2310), ("单元格", 812)),
    checks=(
        CheckLine(
            "spans_hold",
            "read",
            "stop",
            "pass",
            2310,
            0,
            0,
            "每个数字的位置与原文一致",
            "spans hold",
            "系统管理员",
            history=("pass", "fail", "pass"),
        ),
        CheckLine(
            "magnitude_of_the_years",
            "core",
            "warn",
            "fail",
            801,
            2,
            2,
            "数值与该乡镇其他年份的量级相近",
            "magnitude like the other years'",
            "数据管理员",
            "核对单位",
            rows=(
                FailingLine("柳桥镇 2020 固定资产投资", "5.3e+12元, usually 5.1e+08元", HOSTILE, True),
                FailingLine("枫林镇", "", "", False),
            ),
        ),
        CheckLine(
            "as_of_in_time",
            "core",
            "stop",
            "error",
            None,
            None,
            0,
            "截止日不晚于报告日期",
            "as_of in time",
            "系统管理员",
            detail="no such column",
        ),
        CheckLine(
            "range_ordered", "read", "stop", "not_applicable", 0, 0, 0, "区间的上限大于下限", "ranges", "系统管理员", detail="没有区间值"
        ),
    ),
    runs=(RunLine("r1", "2026-11-23", "stopped", 3), RunLine("r2", "2026-11-24", "published", 2)),
    held=2,
    years=(2020, 2021),
    townships=(TownshipLine("柳桥镇", {2020: "reported", 2021: "missing"}, 2020),),
    incidents=(IncidentLine("still_open", "warn", "量级相近", "柳桥镇·固定资产投资", 2, "2026-11-20", "数据管理员", "已确认：王", "例"),),
)


def test_the_page_says_what_failed_where_and_what_to_do() -> None:
    page = render_quality(DATA)
    for words in (
        "平安县",
        "新版本已发布",
        "量级相近",
        "柳桥镇 2020 固定资产投资",
        "核对单位",
        "无法检查",
        "no such column",
        "缺报",
        "暂不入表",
        "2026-11-20",
    ):
        assert words in page


def test_stops_and_errors_come_first() -> None:
    assert [check.check_id for check in DATA.failed] == ["as_of_in_time", "magnitude_of_the_years"]
    assert DATA.tally["pass"] == 1


def test_what_reports_say_is_text() -> None:
    page = render_quality(DATA)
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    assert page.count("<script>") == 1


def test_nothing_is_fetched() -> None:
    page = render_quality(DATA)
    assert not re.search(r"""(src|href)\s*=|url\(|@import|https?://""", page)
    assert script_hash(read_asset("heartbeat.js").strip()) in page


def test_without_a_good_run_the_banner_has_no_date_and_so_shows() -> None:
    page = render_quality(
        QualityData(**{name: getattr(DATA, name) for name in DATA.__slots__} | {"last_good": None, "checks": (), "runs": ()})
    )
    assert 'data-last-good=""' in page
    assert "全部检查通过" in page
