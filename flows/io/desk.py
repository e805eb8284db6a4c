"""The steward's workbook: the queue goes out as XLSX with drop-downs and notes, answers come back from whatever saved it.

In: the queue, indicators, townships. Out: an XLSX; and `Answer`s read from one that Excel, WPS or LibreOffice saved.
Text stays text: nothing in a report's words becomes a formula.

Example:
    write_desk(path, queue, indicators, places)        answers = read_desk(path)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from transforms.ops.decisions import ACTIONS, WORDS, Answer
from transforms.ops.review import KINDS, ReviewItem
from transforms.seeds.indicators import Indicator

SHEET, CODES, GUIDE = "待办", "指标", "说明"
HEADINGS = ("编号", "类别", "对象", "要决定什么", "建议", "次数", "乡镇数", "年份", "例句", "决定", "取值", "理由", "经手人")
WIDTHS = (14, 16, 26, 44, 34, 8, 8, 8, 60, 16, 30, 24, 12)
NOTES = {
    "决定": "从下拉框选；空着的行不处理。",
    "取值": "对应指标：代码或名称（见“指标”表）。改为：按所述单位的数，如 52530000。乘以：如 1/10000。属于乡镇：乡镇代码。",
    "理由": "必填：为什么这样决定。",
    "经手人": "必填：谁决定的。",
}
GUIDE_LINES = (
    "县志·数据管理员的待办",
    "1. 只填“决定、取值、理由、经手人”四列；其余列不要改。空着“决定”的行不处理。",
    "2. 存为 XLSX（Excel、WPS、LibreOffice 均可），再运行：xianzhi review apply 文件 --home 工作区（先看预览，加 --yes 才写入）。",
    "3. 有一行不能用，就一行也不写入；屏幕上列出行号和原因。",
    "4. 每个决定写入县里自己的 seeds/，可用 xianzhi review undo 编号 撤销。",
)
BACK = {word: action for action, word in WORDS.items()}


class DeskError(ValueError):
    """A workbook that cannot be read: says what is wrong and what to do."""


def choices(kind: str) -> list[str]:
    """What the drop-down of a kind offers."""
    return [WORDS[action] for action in ACTIONS[kind]]


def suggestion_text(item: ReviewItem, indicators: Mapping[str, Indicator]) -> str:
    """Suggestions with names, best first."""
    parts = filter(None, item.suggestions.split(";"))
    return "；".join(f"{one} {indicators[one].name_zh}" if one in indicators else one for one in parts)


def write_desk(path: Path, queue: Sequence[ReviewItem], indicators: Mapping[str, Indicator]) -> None:
    """Write the workbook. Raises OSError where the file cannot be written."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E7EFEF"})
    plain = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#333333"})
    entry = book.add_format(
        {"text_wrap": True, "valign": "top", "bg_color": "#FFF8E1", "border": 1, "border_color": "#D9CFA8", "num_format": "@"}
    )
    sheet = book.add_worksheet(SHEET)
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, width)
        if heading in NOTES:
            sheet.write_comment(0, column, NOTES[heading], {"x_scale": 2.5, "y_scale": 1.5})
    for number, item in enumerate(queue, start=1):
        _write_item(sheet, number, item, indicators, plain, entry)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(len(queue), 1), len(HEADINGS) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    _write_codes(book.add_worksheet(CODES), indicators, bold)
    guide = book.add_worksheet(GUIDE)
    guide.set_column(0, 0, 110)
    for number, line in enumerate(GUIDE_LINES):
        guide.write_string(number, 0, line)
    book.close()


def _write_item(sheet: Any, number: int, item: ReviewItem, indicators: Mapping[str, Indicator], plain: Any, entry: Any) -> None:
    texts = (item.item_id, KINDS[item.kind], item.subject, item.question_zh, suggestion_text(item, indicators))
    for column, text in enumerate(texts):
        sheet.write_string(number, column, text, plain)
    sheet.write_number(number, 5, item.frequency, plain)
    sheet.write_number(number, 6, item.spread, plain)
    sheet.write_string(number, 7, str(item.year or ""), plain)
    sheet.write_string(number, 8, item.sentence or "", plain)
    for column in range(9, len(HEADINGS)):
        sheet.write_blank(number, column, None, entry)
    sheet.data_validation(number, 9, number, 9, {"validate": "list", "source": choices(item.kind)})
    if item.kind == "subject":
        offered = [f"{one} {indicators[one].name_zh}" for one in item.suggestions.split(";") if one in indicators]
        source: Any = offered or f"={CODES}!$C$2:$C${len(indicators) + 1}"
        sheet.data_validation(
            number, 10, number, 10, {"validate": "list", "source": source, "error_type": "information", "show_error": False}
        )


def _write_codes(sheet: Any, indicators: Mapping[str, Indicator], bold: Any) -> None:
    for column, (heading, width) in enumerate((("代码", 30), ("名称", 30), ("代码和名称", 56), ("单位", 10), ("定义", 80))):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, width)
    for number, one in enumerate(indicators.values(), start=1):
        for column, text in enumerate((one.code, one.name_zh, f"{one.code} {one.name_zh}", one.unit, one.definition_zh)):
            sheet.write_string(number, column, text)
    sheet.freeze_panes(1, 0)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def read_desk(path: Path) -> list[Answer]:
    """Rows with a decision. Raises DeskError for a file that is no such workbook or a decision that is no word of the drop-down."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises many kinds for a file that is none
        raise DeskError(f"{path}: 不是可读的 XLSX · not a readable XLSX ({type(error).__name__}): 请另存为 .xlsx") from error
    if SHEET not in book.sheetnames:
        raise DeskError(f"{path}: 没有“{SHEET}”表 · no such sheet; 用 xianzhi review export 导出的文件")
    rows = book[SHEET].iter_rows(values_only=True)
    headings = [_cell(value) for value in next(rows, ())]
    missing = [heading for heading in ("编号", "决定", "取值", "理由", "经手人") if heading not in headings]
    if missing:
        raise DeskError(f"{path}: 缺少列 · missing columns: {'、'.join(missing)}")
    at = {heading: headings.index(heading) for heading in HEADINGS if heading in headings}
    answers = []
    for number, row in enumerate(rows, start=2):
        cells = {heading: _cell(row[column]) if column < len(row) else "" for heading, column in at.items()}
        word = cells["决定"]
        if not word:
            continue
        action = BACK.get(word, word)
        answers.append(Answer(number, cells["编号"], action, cells["取值"], cells["理由"], cells["经手人"]))
    book.close()
    return answers
