"""说明, the first sheet: what this is, what the colours mean, where to go; and 图表: a few pictures of the whole.

In: facts about the run, an open release. Out: two sheets. Every chart carries title, unit, year and who is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from transforms.publish.workbook.book import BAND, BLANK_FILL, OTHER_BLANK, VERDICT_FILL, Book, write_headings, write_text
from transforms.seeds.labels import Labels
from transforms.seeds.measured import load_measured

COVER, CHARTS = "说明", "图表"
SHEETS = (
    (CHARTS, "覆盖、目标完成和几项主要指标的图"),
    ("指标总表", "一行一个乡镇一年，一列一个指标，标题带单位；批注里是原句"),
    ("明细", "每个数一行：数值、可比性、原因、原句、报告文件；多于二十万行时按年分表"),
    ("全县", "县自己的报告中的数与各乡镇之和并列，是否一致；没有县自己的报告时无此表"),
    ("增长", "报告所述增速与由两年数值计算的增速并列"),
    ("目标完成", "定过的目标和结果"),
    ("覆盖情况", "乡镇 × 年份：报告到了没有，应有的数有几个"),
    ("变更", "与上一版本相比变了什么，为什么"),
    ("指标说明", "每个指标的定义、单位、口径和断点"),
)
LEGEND_BLANK = (
    ("place_not_alive", BLANK_FILL["place_not_alive"]),
    ("report_missing", BLANK_FILL["report_missing"]),
    ("not_in_report", OTHER_BLANK),
)
YEARS = """
    SELECT year, sum(cells_comparable)::INTEGER, sum(cells_with_caveat)::INTEGER, sum(cells_not_comparable)::INTEGER,
           greatest(sum(cells_expected) - sum(cells_filled), 0)::INTEGER FROM coverage GROUP BY year ORDER BY year
"""
OUTCOMES = """
    SELECT arg_max(township, coalesce(year, 0)) AS township, count(*) FILTER (outcome = 'met'), count(*) FILTER (outcome = 'missed'),
           count(*) FILTER (outcome = 'not_mentioned'), count(*) FILTER (outcome NOT IN ('met', 'missed', 'not_mentioned'))
    FROM target GROUP BY township_id ORDER BY min(township_code)
"""
BEST = """
    SELECT r.indicator, any_value(i.name_zh), r.variant, any_value(r.unit), r.year, any_value(r.missing), r.period_kind
    FROM ranking r JOIN indicator i ON i.code = r.indicator WHERE r.per = 'total' AND r.item IS NULL AND i.core
    GROUP BY r.indicator, r.variant, r.year, r.period_kind
    QUALIFY row_number() OVER (PARTITION BY r.indicator ORDER BY r.year DESC, count(*) DESC) = 1
    ORDER BY r.year DESC, count(*) DESC, r.indicator LIMIT 4
"""
RANKED = """
    SELECT township, value, verdict FROM ranking
    WHERE per = 'total' AND item IS NULL AND indicator = ? AND variant IS NOT DISTINCT FROM ? AND year = ? AND period_kind = ?
    ORDER BY value DESC, township_id
"""
COLOURS = ("#2E75B6", "#FFC000", "#C55A11", "#BFBFBF")
"""Blue, amber, brown, grey: told apart by colour-blind readers and in black and white."""
WIDTH, HEIGHT, STEP = 620, 320, 18


def write_cover(book: Book, facts: Mapping[str, Any], labels: Labels, names: list[str], notes: int) -> None:
    """说明. `names`: the sheets that there are; `notes`: how many figures of 指标总表 carry their sentence."""
    sheet = book.workbook.get_worksheet_by_name(COVER)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 96)
    wrap = {"text_wrap": True}
    write_text(book, sheet, 0, 0, f"{book.county} 乡镇指标", bold=True, font_size=18, font_color="#1F4E79")
    sheet.set_row(0, 30)
    facts_line = (
        f"业务日期 {facts['business_date']} · 版本 {facts['release']} · 报告 {facts['reports']} 份 · 有值单元格 {facts['cells']} 个"
    )
    write_text(book, sheet, 1, 0, facts_line, font_color="#595959")
    row = 3
    for name, told in SHEETS:
        for own in [one for one in names if one == name or one.startswith(f"{name} ")]:
            sheet.write_url(row, 0, f"internal:'{own}'!A1", book.format(font_color="#0563C1", underline=1), own)
            write_text(book, sheet, row, 1, told, **wrap)
            row += 1
    row = _legend(book, sheet, row + 1, labels)
    for name, told in _explained(notes):
        write_text(book, sheet, row, 0, name, bold=True)
        write_text(book, sheet, row, 1, told, **wrap)
        row += 1


def _legend(book: Book, sheet: Any, row: int, labels: Labels) -> int:
    """What the colours mean. Returns the next free row."""
    write_text(book, sheet, row, 0, "颜色", bold=True, bg_color=BAND)
    write_text(book, sheet, row, 1, "", bg_color=BAND)
    colours = [("comparable", ""), *VERDICT_FILL.items()]
    for code, fill in colours:
        row += 1
        write_text(book, sheet, row, 0, labels.zh("verdict", code), border=1, **({"bg_color": fill} if fill else {}))
        write_text(book, sheet, row, 1, labels.by_word[("verdict", code)][1])
    for reason, fill in LEGEND_BLANK:
        row += 1
        write_text(book, sheet, row, 0, f"空白：{labels.zh('missing_reason', reason)}", border=1, bg_color=fill)
        write_text(book, sheet, row, 1, labels.by_word[("missing_reason", reason)][1])
    return row + 2


def _explained(notes: int) -> tuple[tuple[str, str], ...]:
    measured = load_measured()
    best = min(measured, key=lambda one: one.exact_f1, default=None)
    exact = (
        f"与人工标注相比，各组报告七项全对的比例最低 {best.exact_f1:.0%}（{max(one.measured_on for one in measured)} 测）；详见 README.md"
        if best
        else "未测"
    )
    return (
        ("≥ ≤ 约", "报告只说了界或约数；格中仍是数，可以计算 · only a bound was told; the cell is still a number"),
        ("批注", f"指标总表有 {notes} 个数附原句；全部原句见“明细”"),
        ("有多准", exact),
        ("怎样引用", "县志 Xianzhi，各乡镇政府工作报告；注明版本号"),
    )


def write_charts(book: Book, con: duckdb.DuckDBPyConnection, labels: Labels) -> None:
    """图表: figures by verdict and year, targets by outcome and township, the core indicators that most townships tell."""
    sheet = book.sheet(CHARTS)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 5, 11)
    sheet.set_portrait()
    row = 0
    heads = [labels.zh("verdict", code) for code in ("comparable", "with_caveat", "not_comparable")]
    row = _stacked(
        book,
        sheet,
        row,
        "各年应有的数",
        ["年份", *heads, "空白"],
        [(f"{one[0]}", *one[1:]) for one in con.execute(YEARS).fetchall()],
        "column",
        "单元格数",
    )
    breaks = [row]
    heads = [labels.zh("target", code) for code in ("met", "missed", "not_mentioned")]
    row = _stacked(book, sheet, row, "各乡镇目标完成情况", ["乡镇", *heads, "其他"], con.execute(OUTCOMES).fetchall(), "bar", "目标数")
    breaks.append(row)
    for indicator, name, variant, unit, year, missing, period in con.execute(BEST).fetchall():
        told = con.execute(RANKED, [indicator, variant, year, period]).fetchall()
        title = f"{year}年{name}{'·' + variant if variant else ''}（{unit}）"
        row = _ranked(book, sheet, row, title, told, missing or "", labels)
        breaks.append(row)
    sheet.set_h_pagebreaks(breaks[2::3])


def _stacked(book: Book, sheet: Any, row: int, title: str, heads: list[str], rows: list[Any], kind: str, unit: str) -> int:
    """A table and its stacked chart. Returns the next free row; nothing where there is nothing to show."""
    if not rows:
        return row
    _table(book, sheet, row, title, heads, rows)
    chart = book.workbook.add_chart({"type": kind, "subtype": "stacked"})
    for column in range(1, len(heads)):
        chart.add_series(
            {
                "name": [CHARTS, row + 1, column],
                "categories": [CHARTS, row + 2, 0, row + 1 + len(rows), 0],
                "values": [CHARTS, row + 2, column, row + 1 + len(rows), column],
                "fill": {"color": COLOURS[column - 1]},
                "gap": 60,
            }
        )
    _finish(chart, title, unit, kind, legend=True)
    sheet.insert_chart(row, 7, chart, {"description": title, "y_offset": 6})
    return row + max(len(rows) + 4, STEP)


def _ranked(book: Book, sheet: Any, row: int, title: str, told: list[Any], missing: str, labels: Labels) -> int:
    """An indicator by township, figures with a caveat in another colour, who is not in it named."""
    rows = [(township, value, labels.zh("verdict", verdict)) for township, value, verdict in told]
    _table(book, sheet, row, title, ["乡镇", "数值", "可比性"], rows)
    chart = book.workbook.add_chart({"type": "bar"})
    points = [{"fill": {"color": COLOURS[0 if verdict == "comparable" else 1]}} for _, _, verdict in told]
    chart.add_series(
        {
            "categories": [CHARTS, row + 2, 0, row + 1 + len(rows), 0],
            "values": [CHARTS, row + 2, 1, row + 1 + len(rows), 1],
            "points": points,
            "gap": 50,
        }
    )
    absent = f"未报告：{missing.replace(';', '、')}" if missing else "全部乡镇都有"
    _finish(chart, title, absent, "bar", legend=False)
    sheet.insert_chart(row, 7, chart, {"description": f"{title}。{absent}", "y_offset": 6})
    return row + max(len(rows) + 4, STEP)


def _table(book: Book, sheet: Any, row: int, title: str, heads: list[str], rows: list[Any]) -> None:
    write_text(book, sheet, row, 0, title, bold=True, font_size=12)
    write_headings(book, sheet, row + 1, heads)
    for number, values in enumerate(rows, row + 2):
        for column, value in enumerate(values):
            if isinstance(value, str):
                write_text(book, sheet, number, column, value, indent=1 if column else 0)
            elif value is not None:
                sheet.write_number(number, column, float(value), book.format(num_format="#,##0.####" if float(value) % 1 else "#,##0"))


def _finish(chart: Any, title: str, unit: str, kind: str, *, legend: bool) -> None:
    """Title, axes, size."""
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"} if legend else {"none": True})
    value_axis = {
        "name": unit,
        "name_font": {"size": 9, "bold": False},
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        "num_format": "#,##0",
    }
    if kind == "bar":
        chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        chart.set_x_axis({**value_axis, "label_position": "high"})
    else:
        chart.set_y_axis(value_axis)
        chart.set_x_axis({"num_font": {"size": 9}})
    chart.set_size({"width": WIDTH, "height": HEIGHT})
