"""Is a document the report of a county's own government: whose, and of none that it is not."""

import pytest

from transforms.raw.county import county_report
from transforms.seeds.places import PlaceIndex, load_places

XIAYI = "411426"
HEADER = "政府工作报告\n——2023年1月5日在{0}第十六届人民代表大会第二次会议上\n县长 李明\n各位代表：\n完成投资3亿元。"


@pytest.fixture(scope="module")
def places() -> PlaceIndex:
    return load_places()


@pytest.mark.parametrize(
    ("text", "file_name", "county"),
    [
        (HEADER.format("夏邑县"), "", "夏邑县"),
        ("政 府 工 作 报 告\n——在河南省商丘市夏邑县第十六届人民代表大会第二次会议上\n", "", "夏邑县"),
        ("夏邑县2022年政府工作报告\n投资3亿元。", "", "夏邑县"),
        ("夏邑县人民政府2021年上半年工作总结\n投资3亿元。", "", "夏邑县"),
        ("政府工作报告\n各位代表：我代表县人民政府，向大会报告工作。", "夏邑县政府工作报告2022.txt", "夏邑县"),
        ("北京市朝阳区2022年政府工作报告\n投资3亿元。", "", "朝阳区"),
        (HEADER.format("武宁县"), "", "武宁县"),
        ("桐乡市政府工作报告\n" + HEADER.format("桐乡市"), "", "桐乡市"),
        (HEADER.format("镇平县"), "", "镇平县"),
        (HEADER.format("新乡县"), "", "新乡县"),
        (HEADER.format("鄂温克族自治旗"), "", "鄂温克族自治旗"),
    ],
)
def test_a_countys_own_report(places: PlaceIndex, text: str, file_name: str, county: str) -> None:
    found = county_report(text, file_name, places)
    assert found is not None and found.county is not None, found
    assert (found.outcome, found.county.name, found.township) == ("resolved", county, None)
    assert found.evidence and found.confidence > 0


@pytest.mark.parametrize(
    ("text", "file_name"),
    [
        (HEADER.format("杨集镇"), "夏邑县政府工作报告.txt"),
        (HEADER.format("夏邑县杨集镇"), ""),
        ("夏邑县杨集镇2022年政府工作报告\n投资3亿元。", ""),
        ("政府工作报告\n各位代表：\n我代表杨集镇人民政府，向大会作工作报告。", "夏邑县政府工作报告.txt"),
        ("夏邑县人民法院工作报告\n——2023年1月5日在夏邑县第十六届人民代表大会第二次会议上\n", ""),
        ("夏邑县农业农村局2022年工作总结\n投资3亿元。", ""),
        ("夏邑县人民政府办公室2022年工作总结\n投资3亿元。", ""),
        ("政府工作报告\n——2023年1月5日在中国共产党夏邑县第十七次代表大会上\n", ""),
        ("2022年国民经济和社会发展统计公报\n夏邑县统计局\n", ""),
        ("我镇工作总结\n今年以来，全县投资3亿元。", ""),
    ],
)
def test_no_countys_own_report(places: PlaceIndex, text: str, file_name: str) -> None:
    assert county_report(text, file_name, places) is None


@pytest.mark.parametrize(
    ("name", "candidates"),
    [("商丘市", 0), ("河南省", 0), ("夏邑县", 1), ("朝阳区", 2)],
    ids=["city", "province", "another county", "a shared name"],
)
def test_anothers_report_is_unknown_to_the_workspace(places: PlaceIndex, name: str, candidates: int) -> None:
    found = county_report(HEADER.format(name), "", places, "330483")
    assert found is not None
    assert (found.outcome, found.county, found.name_as_written, len(found.counties)) == ("unknown", None, name, candidates)


def test_counties_of_one_name_are_told_apart_by_the_workspace_or_the_city(places: PlaceIndex) -> None:
    text = HEADER.format("朝阳区")
    found = county_report(text, "", places)
    assert found is not None and (found.outcome, found.county) == ("ambiguous", None)
    assert found.named == ("110105 北京市朝阳区", "220104 吉林省长春市朝阳区")
    here = county_report(text, "", places, "220104")
    assert here is not None and here.county is not None and here.county.city == "长春市"
    there = county_report(HEADER.format("长春市朝阳区"), "", places)
    assert there is not None and there.county is not None and there.county.code == "220104"
    elsewhere = county_report(HEADER.format("长春市朝阳区"), "", places, "110105")
    assert elsewhere is not None and elsewhere.outcome == "unknown"


def test_a_county_that_only_the_workspace_knows(tmp_path) -> None:
    (tmp_path / "places").mkdir()
    rows = "code,name,county_code,county\n990101101,双槐渡镇,990101,汀禾县\n"
    (tmp_path / "places" / "townships.csv").write_text(rows, encoding="utf-8")
    found = county_report(HEADER.format("汀禾县"), "", load_places(tmp_path), "990101")
    assert found is not None and found.county is not None and found.county.code == "990101"
