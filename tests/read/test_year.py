"""Which year a report is about: cases of year_cases.json, each with the rule that decided."""

import json
from pathlib import Path

import pytest

from transforms.read.headline import arabic_dates
from transforms.read.year import resolve_year
from transforms.seeds.files import SeedError, read_rows
from transforms.seeds.headings import heading_pattern

CASES = json.loads((Path(__file__).parent / "year_cases.json").read_text(encoding="utf-8"))
SHARED = Path(__file__).parents[3] / "shared" / "reports" / "yangji-2022.txt"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_year_of_a_report(case: dict) -> None:
    found = resolve_year(case["text"], case.get("file_name", ""))
    if case["year"] is None:
        assert found is None
        return
    assert found is not None
    assert (found.year, found.rule) == (case["year"], case["rule"])
    assert found.year_kind == case.get("year_kind", "reviewed")
    if "kind" in case:
        assert found.kind == case["kind"]
    if "date" in case:
        assert (found.report_date and found.report_date.isoformat()) == case["date"]
    for field in ("speaker", "session"):
        if field in case:
            assert getattr(found, field) == case[field]


def test_counted_claims_decide_before_the_date() -> None:
    text = "柳河镇政府工作报告\n（2022年9月1日）\n各位代表：\n投资3亿元。"
    assert resolve_year(text, claim_years={2021: 12, 2022: 2}).year == 2021
    assert resolve_year(text, claim_years={2017: 12}).year == 2022


def test_disagreement_is_noted() -> None:
    text = "柳河镇政府工作报告\n（2023年5月6日）\n各位代表：\n一、2021年工作回顾\n投资3亿元。"
    found = resolve_year(text, "柳河2022.txt")
    assert found.year == 2021
    assert found.disagreement == "delivery_date=2022; file_name=2022"


def test_crlf_and_empty_text() -> None:
    assert resolve_year("") is None
    assert resolve_year("柳河镇2020年工作总结\r\n投资3亿元。\r\n").year == 2020


@pytest.mark.parametrize(("chinese", "arabic"), [("二〇二三年十二月三十一日", "2023年12月31日"), ("二○○四年元月廿三日", "2004年1月23日")])
def test_chinese_dates(chinese: str, arabic: str) -> None:
    assert arabic_dates(chinese) == arabic


@pytest.mark.parametrize("row", read_rows("lexicon/headings.csv"), ids=lambda row: row["role"])
def test_every_role_matches_its_example(row: dict) -> None:
    assert heading_pattern(row["role"]).search(row["example"])


def test_unknown_role() -> None:
    with pytest.raises(SeedError, match="nosuchrole"):
        heading_pattern("nosuchrole")


@pytest.mark.skipif(not SHARED.is_file(), reason="the real report is not here")
def test_the_real_report() -> None:
    found = resolve_year(SHARED.read_text(encoding="utf-8"))
    assert (found.year, found.kind, str(found.report_date), found.speaker) == (2022, "annual", "2022-11-28", "魏莉")
