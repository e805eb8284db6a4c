"""Tables as sentences: years in columns or rows, units in headings, labels, columns of their own or above the table."""

import pytest

from transforms.raw.formats.table import table_lines
from transforms.seeds.files import read_rows
from transforms.seeds.formats import article_selectors, format_pattern

CASES = [
    (
        "years in columns, units in a column",
        [["指标", "单位", "2020年", "2021年"], ["地区生产总值", "亿元", "30.2", "32.1"]],
        "",
        ["2020年地区生产总值30.2亿元，2021年地区生产总值32.1亿元。"],
    ),
    (
        "years in rows, the unit above",
        [["年份", "生产总值", "财政收入"], ["2020", "3200", "210"]],
        "单位：万元",
        ["2020年生产总值3200万元，2020年财政收入210万元。"],
    ),
    (
        "units in headings",
        [["村名", "户数（户）", "流转面积（亩）"], ["王庄村", "320", "1500"]],
        "",
        ["王庄村户数320户，王庄村流转面积1500亩。"],
    ),
    (
        "a total is the township's",
        [["村名", "户数（户）"], ["王庄村", "320"], ["合计", "1200"]],
        "",
        ["王庄村户数320户。", "全镇户数1200户。"],
    ),
    ("units in labels", [["指标", "2021年"], ["工业总产值（万元）", "320"]], "", ["2021年工业总产值320万元。"]),
    (
        "growth in a column of its own",
        [["指标", "单位", "完成数", "比上年增长（%）"], ["财政收入", "万元", "5,329", "-3.1"]],
        "",
        ["财政收入5,329万元，财政收入比上年增长-3.1%。"],
    ),
    (
        "title and unit as merged rows",
        [["主要指标", "主要指标"], ["单位：万元", "单位：万元"], ["指标", "2021年"], ["财政收入", "320"]],
        "",
        ["主要指标", "2021年财政收入320万元。"],
    ),
    (
        "two rows of headings",
        [
            ["指标", "2020年", "", "2021年", ""],
            ["", "总量", "增长（%）", "总量", "增长（%）"],
            ["工业总产值（万元）", "300", "5", "320", "6.7"],
        ],
        "",
        ["2020年工业总产值300万元，2020年工业总产值增长5%，2021年工业总产值320万元，2021年工业总产值增长6.7%。"],
    ),
    (
        "units in cells",
        [["指标", "2021年"], ["生产总值", "3.2亿元"], ["道路", "12公里"]],
        "",
        ["2021年生产总值3.2亿元。", "2021年道路12公里。"],
    ),
    ("running numbers are no label", [["序号", "指标", "2021年（万元）"], ["1", "税收", "320"]], "", ["2021年税收320万元。"]),
    ("a table of words stays as it is", [["项目", "责任人"], ["道路硬化", "张三"]], "", ["项目　责任人", "道路硬化　张三"]),
    (
        "empty cells are passed over",
        [["指标", "2020年", "2021年"], ["税收（万元）", "", "320"], ["利润（万元）", "—", "12"]],
        "",
        ["2021年税收320万元。", "2021年利润12万元。"],
    ),
    ("nothing", [], "", []),
    ("one row", [["投资3亿元", "增长6%"]], "", ["投资3亿元　增长6%"]),
]


@pytest.mark.parametrize(("rows", "above", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_tables(rows: list[list[str]], above: str, expected: list[str]) -> None:
    assert ["".join(piece.words for piece in line) for line in table_lines(rows, above)] == expected


def test_every_figure_keeps_its_cell() -> None:
    rows = [["指标", "单位", "2020年", "2021年"], ["生产总值", "亿元", "30.2", "32.1"]]
    pieces = {piece.words: (piece.row, piece.column) for line in table_lines(rows) for piece in line if piece.row}
    assert pieces == {"30.2亿元": (2, 3), "32.1亿元": (2, 4)}


@pytest.mark.parametrize("row", read_rows("formats/wording.csv"), ids=lambda row: row["role"])
def test_wording_examples(row: dict) -> None:
    assert format_pattern(row["role"]).search(row["example"])


def test_selectors_are_told_once() -> None:
    assert len(set(article_selectors())) == len(article_selectors())
