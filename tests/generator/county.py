"""The fictional county: its townships, its reports' calendar, and the difficulties that are planted in them.

In: nothing. Out: `TOWNSHIPS`, `REPORTS` (one row per file), `PLANTED` (id → what it is and which issue turns it). The county, its codes and
every name in it are invented; none stands in the national register.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PROVINCE, CITY, COUNTY, COUNTY_CODE = "虚构省", "澄陆市", "汀禾县", "990101"
YEARS = range(2018, 2023)


@dataclass(frozen=True, slots=True)
class Township:
    """A township of the county; `former` is its earlier name, valid until `renamed_on`, `merged_on` the day it ended."""

    key: str
    name: str
    code: str
    speaker: str
    villages: tuple[str, ...]
    firms: tuple[str, ...]
    former: str = ""
    former_code: str = ""
    renamed_on: date | None = None
    merged_into: str = ""
    merged_on: date | None = None

    def name_on(self, day: date) -> str:
        """The name in force on a day."""
        return self.former if self.renamed_on and day < self.renamed_on else self.name


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """One file of the inbox: whose report of which year, when given, how named, encoded and built."""

    township: str
    year: int
    given: date
    file: str
    encoding: str = "utf-8"
    form: str = "congress"
    """congress · meeting · half_year · november"""
    title: int = 0
    planted: str = ""

    @property
    def slug(self) -> str:
        """Short handle: township key, year and form where it is not the annual one."""
        return f"{self.township}-{self.year}" + ("" if self.form in ("congress", "meeting") else f"-{self.form}")


TOWNSHIPS = (
    Township(
        "A", "双槐渡镇", "990101101", "纪长庚", ("槐荫", "渡口铺", "东石碾", "小沙洼"), ("汀槐食品厂", "恒渡纺织公司", "槐香木业公司")
    ),
    Township("B", "石笋湾镇", "990101102", "骆静秋", ("笋溪", "湾底", "石门寨", "下滩头"), ("石笋建材公司", "湾源竹业公司", "笋丰机械厂")),
    Township("C", "青禾坪镇", "990101103", "温以航", ("禾场", "坪上", "青龙嘴", "稻花坳"), ("青禾粮油公司", "坪源饲料厂", "禾秀服饰公司")),
    Township("D", "钟鼓坳镇", "990101104", "邬振涛", ("钟楼", "鼓石", "坳背", "岩头冲"), ("钟坳电子公司", "鼓岭陶瓷厂", "坳丰茶业公司")),
    Township("E", "长亭桥街道", "990101001", "计维春", ("亭前", "桥南", "柳巷", "古驿"), ("长亭物流公司", "桥兴印务公司", "亭晟五金厂")),
    Township("F", "白鹭塘乡", "990101201", "佘立民", ("鹭洲", "塘口", "荷叶湾", "苇荡"), ("白鹭水产公司", "塘荷食品厂", "鹭湾苗木公司")),
    Township(
        "G",
        "麻柳河镇",
        "990101105",
        "滕家骏",
        ("柳湾", "河源", "麻园", "双板桥"),
        ("麻柳药材公司", "河源石材厂", "柳湾家具公司"),
        former="麻柳河乡",
        former_code="990101202",
        renamed_on=date(2020, 6, 18),
    ),
    Township(
        "H",
        "野鹤坪乡",
        "990101203",
        "阮小棠",
        ("鹤岭", "坪垭", "松树梁"),
        ("野鹤山货公司", "鹤岭畜牧公司"),
        merged_into="B",
        merged_on=date(2021, 1, 20),
    ),
)
BY_KEY = {township.key: township for township in TOWNSHIPS}

REPORTS = (
    ReportSpec("A", 2018, date(2019, 1, 16), "双槐渡镇2018年政府工作报告.txt", title=0),
    ReportSpec("A", 2019, date(2020, 1, 10), "双槐渡镇政府工作报告.txt", title=1, planted="january_report"),
    ReportSpec("A", 2020, date(2021, 1, 21), "双槐渡镇2020年政府工作报告.txt", title=2),
    ReportSpec("A", 2021, date(2022, 1, 13), "双槐渡镇2021年政府工作报告.txt", title=0),
    ReportSpec("A", 2022, date(2023, 1, 5), "双槐渡镇2022年政府工作报告.txt", title=3),
    ReportSpec("B", 2018, date(2019, 1, 23), "2018年石笋湾镇政府工作报告.txt", title=1),
    ReportSpec("B", 2019, date(2020, 1, 8), "2019年石笋湾镇政府工作报告.txt", encoding="gb18030", title=3),
    ReportSpec("B", 2020, date(2021, 1, 27), "2020年石笋湾镇政府工作报告.txt", title=0),
    ReportSpec("B", 2021, date(2022, 1, 19), "2021年石笋湾镇政府工作报告.txt", title=2),
    ReportSpec("B", 2022, date(2023, 2, 2), "2022年石笋湾镇政府工作报告.txt", title=1),
    ReportSpec("C", 2018, date(2019, 2, 26), "青禾坪镇2018年政府工作报告.txt", title=2),
    ReportSpec("C", 2019, date(2020, 1, 14), "青禾坪镇2019年政府工作报告.txt", title=0),
    ReportSpec("C", 2020, date(2021, 1, 19), "青禾坪镇2020年政府工作报告.txt", title=1, planted="redelivered"),
    ReportSpec("C", 2020, date(2021, 1, 19), "青禾坪镇2020年政府工作报告（更正稿）.txt", title=1, planted="redelivery"),
    ReportSpec("C", 2021, date(2022, 1, 6), "青禾坪镇2021年政府工作报告.txt", title=3),
    ReportSpec("C", 2022, date(2022, 11, 25), "青禾坪镇2022年政府工作报告.txt", form="november", title=0, planted="november_report"),
    ReportSpec("D", 2018, date(2019, 1, 9), "钟鼓坳镇2018年工作报告.txt", title=3),
    ReportSpec("D", 2019, date(2020, 3, 11), "钟鼓坳镇2019年工作报告.txt", encoding="utf-8-sig", title=2),
    ReportSpec("D", 2020, date(2021, 1, 15), "钟鼓坳镇2020年工作报告.txt", title=1),
    ReportSpec("D", 2021, date(2022, 1, 26), "钟鼓坳镇2021年工作报告.txt", title=0),
    ReportSpec("D", 2022, date(2023, 1, 11), "钟鼓坳镇2022年工作报告.txt", title=2),
    ReportSpec("E", 2018, date(2019, 1, 4), "长亭桥街道2018年工作总结.txt", form="meeting", title=4),
    ReportSpec("E", 2019, date(2020, 1, 3), "长亭桥街道2019年工作总结.txt", form="meeting", title=5),
    ReportSpec("E", 2020, date(2021, 1, 12), "长亭桥街道2020年工作总结.txt", form="meeting", title=6),
    ReportSpec("E", 2021, date(2021, 7, 9), "长亭桥街道2021年上半年工作总结.txt", form="half_year", title=7, planted="half_year_report"),
    ReportSpec("E", 2022, date(2023, 1, 17), "长亭桥街道2022年工作总结.txt", form="meeting", title=4),
    ReportSpec("F", 2018, date(2019, 1, 29), "白鹭塘乡政府工作报告（2018）.txt", title=1),
    ReportSpec("F", 2019, date(2020, 1, 17), "白鹭塘乡政府工作报告（2019）.txt", title=2),
    ReportSpec("F", 2021, date(2022, 2, 15), "白鹭塘乡政府工作报告（2021）.txt", title=3),
    ReportSpec("F", 2022, date(2023, 2, 9), "白鹭塘乡政府工作报告（2022）.txt", title=0),
    ReportSpec("G", 2018, date(2019, 1, 18), "麻柳河乡2018年政府工作报告.txt", title=0),
    ReportSpec("G", 2019, date(2020, 4, 22), "麻柳河乡2019年政府工作报告.txt", title=3),
    ReportSpec("G", 2020, date(2021, 2, 3), "麻柳河镇2020年政府工作报告.txt", title=2),
    ReportSpec("G", 2021, date(2022, 1, 11), "麻柳河镇2021年政府工作报告.txt", encoding="utf-16", title=1),
    ReportSpec("G", 2022, date(2023, 3, 8), "麻柳河镇2022年政府工作报告.txt", title=0),
    ReportSpec("H", 2018, date(2019, 1, 11), "野鹤坪乡2018年政府工作报告.txt", title=2),
    ReportSpec("H", 2019, date(2020, 1, 21), "野鹤坪乡2019年政府工作报告.txt", title=0),
    ReportSpec("H", 2020, date(2021, 1, 12), "野鹤坪乡2020年政府工作报告.txt", title=3),
)

PLANTED: dict[str, tuple[str, int]] = {
    "missing_report": ("白鹭塘乡 2020 年没有报告：该年应有的单元格为 report_missing", 2),
    "half_year_report": ("长亭桥街道 2021 年只有上半年总结：流量 not_comparable: part_year，存量带 as_of", 2),
    "november_report": ("青禾坪镇 2022 年报告作于 11 月 25 日，写“今年以来”：流量 with_caveat: year_to_date:2022-11-25", 2),
    "january_report": ("双槐渡镇 2019 年报告作于 2020 年 1 月，标题与文件名不写年份：仍属 2019 年", 2),
    "restated": ("钟鼓坳镇 2021 年报告改写 2020 年固定资产投资：restatement，单元格仍取 2020 年报告", 2),
    "growth_contradiction": ("双槐渡镇 2021 年一般公共预算收入所述增幅与两年绝对数矛盾", 2),
    "parts_do_not_sum": ("白鹭塘乡 2022 年税收收入的三个分项之和大于总额：核对后搁置（held），单元格 quarantined", 2),
    "unit_slip": ("钟鼓坳镇 2022 年固定资产投资把亿元写成万元：核对后搁置（held），单元格 quarantined", 2),
    "target_missed": ("钟鼓坳镇 2018 年定的 2019 年新增就业目标没有完成", 2),
    "target_silent": ("麻柳河乡 2019 年定的 2020 年高标准农田目标，2020 年报告不再提起", 2),
    "net_income": ("麻柳河乡 2018、2019 年写农民人均纯收入，2020 年起写农村居民人均可支配收入：两个序列不相接", 2),
    "capital_variants": ("白鹭塘乡前两年写市外资金、后两年写省外资金；石笋湾镇 2022 年两者并列", 2),
    "renamed": ("麻柳河乡 2020-06-18 撤乡设镇：一个 township_id，一条历史", 2),
    "merged": ("野鹤坪乡 2021-01-20 并入石笋湾镇：其后 place_not_alive，石笋湾镇跨年比较带 place 原因", 2),
    "other_scope": ("同一指标旁边的全县数、某村数：不填乡镇的单元格", 2),
    "unknown_indicator": ("共享菜园认领畦数：目录里没有的指标，原样保留，不填单元格", 2),
    "redelivery": ("青禾坪镇 2020 年报告的更正稿取代原稿", 2),
    "redelivered": ("被取代的原稿：其数字不进单元格", 2),
}
"""Planted difficulties: what they are, and the issue by which the pipeline must get them right."""
