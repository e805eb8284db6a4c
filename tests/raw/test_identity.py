"""Which township a document is about: names cut from running text, counties that decide, nothing guessed."""

from datetime import date
from pathlib import Path

import pytest

from transforms.raw.identity import resolve_place, written_name
from transforms.seeds.places import PlaceIndex, load_places

SHARED = Path(__file__).parents[3] / "shared" / "reports" / "yangji-2022.txt"
HEADER = "政府工作报告\n——在{name}第十二届人民代表大会第二次会议上\n各位代表：\n完成投资3亿元。"


@pytest.fixture(scope="module")
def places() -> PlaceIndex:
    return load_places()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (HEADER.format(name="杨集镇"), "杨集镇"),
        (HEADER.format(name="大杨集镇"), "大杨集镇"),
        (HEADER.format(name="中共东石镇"), "东石镇"),
        ("重庆市九龙坡区白市驿镇2022年政府工作报告\n投资3亿元。", "白市驿镇"),
        ("巴州区清江镇2023年政府工作报告（摘要）\n投资3亿元。", "清江镇"),
        ("温州市鹿城区藤桥镇第十五届人民代表大会第三次会议文件\n政府工作报告", "藤桥镇"),
        ("内蒙古自治区鄂尔多斯市伊金霍洛旗伊金霍洛镇2022年工作总结", "伊金霍洛镇"),
        ("东乌珠穆沁旗呼热图淖尔苏木2019年政府工作报告", "呼热图淖尔苏木"),
        ("柳河街道办事处2021年工作总结", "柳河街道"),
        ("开发区街道2020年工作总结", "开发区街道"),
        ("三工河哈萨克族乡上半年工作总结\n投资3亿元。", "三工河哈萨克族乡"),
        ("杨集镇村级集体经济工作总结\n投资3亿元。", "杨集镇"),
        ("2016年太和镇政府工作报告\n投资3亿元。", "太和镇"),
        ("关于八五〇农场2020年工作的报告", "八五〇农场"),
        ("吉洞峪满族乡2005年工作总结\n投资3亿元。", "吉洞峪满族乡"),
        ("杨 集 镇 政 府 工 作 报 告\n各位代表：", "杨集镇"),
        ("政府工作报告\n各位代表：\n我代表沙河街道办事处，向大会作工作报告。", "沙河街道"),
        ("政府工作报告\n一年来，我镇推进乡村振兴，城镇化率达到60%，各乡镇投资3亿元。", None),
        ("我镇工作总结\n今年以来，全镇投资3亿元。", None),
    ],
)
def test_the_name_as_written(places: PlaceIndex, text: str, name: str | None) -> None:
    assert written_name(text, "", places) == name


def test_a_shared_name_alone_is_ambiguous(places: PlaceIndex) -> None:
    found = resolve_place(HEADER.format(name="杨集镇"), "", places)
    assert (found.outcome, found.township, len(found.candidates)) == ("ambiguous", None, 7)
    assert {one.name for one in found.candidates} == {"杨集镇"}
    assert found.evidence[0].source == "title"


def test_a_longer_name_is_another_name(places: PlaceIndex) -> None:
    found = resolve_place(HEADER.format(name="大杨集镇"), "夏邑县大杨集镇.txt", places, county_code="411426")
    assert (found.outcome, found.name_as_written) == ("unknown", "大杨集镇")
    assert {one.name for one in found.candidates} == {"大杨集镇"}


@pytest.mark.parametrize(
    ("text", "file_name", "given", "source"),
    [
        (HEADER.format(name="杨集镇"), "", {"county_code": "411426"}, "workspace"),
        (HEADER.format(name="杨集镇"), "", {"url": "http://www.xiayi.gov.cn/art/1.html"}, "url"),
        (HEADER.format(name="夏邑县杨集镇"), "", {}, "header"),
        ("河南省夏邑县人民政府文件\n" + HEADER.format(name="杨集镇"), "", {}, "header"),
        (HEADER.format(name="杨集镇"), "夏邑县杨集镇2022.txt", {}, "file_name"),
        ("政府工作报告\n各位代表：\n投资3亿元。", "夏邑县杨集镇2022.txt", {}, "file_name"),
    ],
)
def test_a_county_decides(places: PlaceIndex, text: str, file_name: str, given: dict, source: str) -> None:
    found = resolve_place(text, file_name, places, **given)
    assert found.outcome == "resolved"
    assert (found.township.name, found.township.county, found.township.county_code) == ("杨集镇", "夏邑县", "411426")
    assert found.evidence[0].source == source
    assert 0.5 < found.confidence <= 1


def test_another_countys_workspace_does_not_know_it(places: PlaceIndex) -> None:
    found = resolve_place(HEADER.format(name="杨集镇"), "", places, county_code="330114")
    assert (found.outcome, found.township, len(found.candidates)) == ("unknown", None, 7)


def test_workspace_and_header_contradict(places: PlaceIndex) -> None:
    found = resolve_place(HEADER.format(name="夏邑县杨集镇"), "", places, county_code="411722")
    assert (found.outcome, found.township) == ("ambiguous", None)


def test_counties_of_one_name(places: PlaceIndex) -> None:
    assert [one.code for one in places.counties_named("朝阳区")] == ["110105", "220104"]
    assert [one.code for one in places.counties_named("长春市朝阳区")] == ["220104"]
    assert [one.code for one in places.counties_named("220104")] == ["220104"]
    assert places.counties_named("没有县") == ()


def test_former_county_name(places: PlaceIndex) -> None:
    found = resolve_place("哈密市回城乡2005年经济工作小结\n投资3亿元。", "", places)
    assert (found.outcome, found.township.county) == ("resolved", "伊州区")


def test_names_of_peoples_may_be_left_out(places: PlaceIndex) -> None:
    found = resolve_place("郭大寨乡2022年工作总结\n投资3亿元。", "", places)
    assert (found.outcome, found.name_as_written, found.township.name) == ("resolved", "郭大寨乡", "郭大寨彝族白族乡")


def test_a_former_kind_of_township_is_offered_not_guessed(places: PlaceIndex) -> None:
    found = resolve_place("老砦乡2004年工作总结\n投资3亿元。", "", places, county_code="370827")
    assert (found.outcome, [one.name for one in found.candidates]) == ("unknown", ["老砦镇"])


def test_two_townships_in_one_title(places: PlaceIndex) -> None:
    found = resolve_place("城关镇、李集镇2020年工作总结\n投资3亿元。", "", places)
    assert found.outcome == "ambiguous"


def test_no_name_at_all(places: PlaceIndex) -> None:
    found = resolve_place("今年以来，我镇投资3亿元。", "a.txt", places)
    assert (found.outcome, found.name_as_written, found.candidates) == ("unknown", None, ())


def _overlay(folder: Path, townships: str, changes: str = "") -> Path:
    (folder / "places").mkdir(parents=True)
    (folder / "places" / "townships.csv").write_text(townships, encoding="utf-8")
    if changes:
        head = "date,kind,old_code,old_name,new_code,new_name,authority,source\n"
        (folder / "places" / "changes.csv").write_text(head + changes, encoding="utf-8")
    return folder


OWN = """code,name,county_code,county,city,province
990101001,柳河镇,990101,柳河县,临江市,示例省
990101002,白杨街道,990101,柳河县,临江市,示例省
"""


def test_a_countys_own_places(tmp_path: Path) -> None:
    places = load_places(_overlay(tmp_path, OWN))
    found = resolve_place(HEADER.format(name="柳河镇"), "", places, county_code="990101")
    assert (found.outcome, found.township.code, found.township.city) == ("resolved", "990101001", "临江市")
    assert [one.name for one in places.counties_named("柳河县") if one.code == "990101"] == ["柳河县"]
    assert {one.name for one in places.in_county("990101")} == {"柳河镇", "白杨街道"}


def test_an_upgraded_township_keeps_its_id_and_history(tmp_path: Path) -> None:
    first = "2019-06-01,upgraded,990101002,白杨乡,990101002,白杨镇,示例省政府,test\n"
    change = first + "2021-03-15,upgraded,990101002,白杨镇,990101002,白杨街道,示例省政府,test\n"
    places = load_places(_overlay(tmp_path, OWN, change))
    rows = places.history("990101002")
    assert [(row.name, row.valid_from, row.valid_to) for row in rows] == [
        ("白杨乡", None, date(2019, 5, 31)),
        ("白杨镇", date(2019, 6, 1), date(2021, 3, 14)),
        ("白杨街道", date(2021, 3, 15), None),
    ]
    assert {row.township_id for row in rows} == {"990101002"}
    for name in ("白杨乡", "白杨镇", "白杨街道"):
        found = resolve_place(HEADER.format(name=name), "", places, county_code="990101")
        assert (found.outcome, found.township.township_id) == ("resolved", "990101002"), name
    old = resolve_place(HEADER.format(name="白杨乡"), "", places, county_code="990101", on=date(2018, 1, 5))
    assert (old.township.name, old.name_as_written) == ("白杨乡", "白杨乡")


def test_a_new_code_keeps_the_id(tmp_path: Path) -> None:
    own = OWN.replace("990101002,白杨街道,990101,柳河县", "990102009,白杨街道,990102,新河区")
    change = "2020-01-01,recoded,990101002,白杨街道,990102009,白杨街道,示例省政府,test\n"
    places = load_places(_overlay(tmp_path, own, change))
    assert {row.township_id for row in places.history("990102009")} == {"990101002"}
    assert [row.code for row in places.history("990101002")] == ["990101002", "990102009"]


def test_a_merged_township_ends(tmp_path: Path) -> None:
    own = OWN + "990101003,青石乡,990101,柳河县,临江市,示例省\n"
    change = "2020-07-01,merged,990101003,青石乡,990101001,柳河镇,示例省政府,test\n"
    places = load_places(_overlay(tmp_path, own, change))
    (row,) = places.history("990101003")
    assert (row.valid_to, row.township_id) == (date(2020, 6, 30), "990101003")
    assert places.history("990101001")[0].valid_to is None
    assert [one.kind for one in places.changes_of("990101003")] == ["merged"]


@pytest.mark.skipif(not SHARED.is_file(), reason="the real report is not here")
def test_the_real_report(places: PlaceIndex) -> None:
    text = SHARED.read_text(encoding="utf-8")
    assert resolve_place(text, "yangji-2022.txt", places).outcome == "ambiguous"
    assert resolve_place(text, "yangji-2022.txt", places, county_code="411426").township.code.startswith("411426")
    assert resolve_place(text, "yangji-2022.txt", places, county_code="110105").outcome == "unknown"
