"""What a .docx holds beside plain paragraphs: numbers, changes, boxes, notes, merged cells."""

import pytest
from make_formats import docx_of

from transforms.raw.formats import read_document
from transforms.raw.formats.numbering import chinese, printed

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def run(words: str, more: str = "") -> str:
    return f"<w:r>{more}<w:t>{words}</w:t></w:r>"


def numbered(words: str, level: int = 0, number: int = 1) -> str:
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>{run(words)}</w:p>'


def lines(body: str, **extra: str) -> list[str]:
    parts = {f"word/{name}.xml": f"<w:{root} {NS}>{content}</w:{root}>" for name, (root, content) in extra.items()}  # type: ignore[misc]
    data = docx_of(["尾段。"], body, parts)
    return read_document(data, "a.docx").text.splitlines()[:-1]


LIST = (
    "numbering",
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>',
)


def test_automatic_numbers_are_printed() -> None:
    body = (
        numbered("2022年工作回顾")
        + numbered("产业", 1)
        + numbered("粮食3万吨", 2)
        + numbered("民生", 1)
        + numbered("2023年安排")
        + numbered("项目", 1)
    )
    assert lines(body, numbering=LIST) == ["一、2022年工作回顾", "（一）产业", "1.粮食3万吨", "（二）民生", "二、2023年安排", "（一）项目"]


def test_numbers_by_style() -> None:
    styles = ("styles", '<w:style w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>')
    body = f'<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr>{run("回顾")}</w:p>'
    assert lines(body, numbering=LIST, styles=styles) == ["一、回顾"]


def test_tracked_changes_are_accepted() -> None:
    body = f"<w:p>{run('投资')}<w:del><w:r><w:delText>3亿元</w:delText></w:r></w:del><w:ins>{run('5亿元')}</w:ins>{run('。')}</w:p>"
    assert lines(body) == ["投资5亿元。"]


def test_hidden_text_and_field_codes_are_left_out() -> None:
    hidden = run("密", "<w:rPr><w:vanish/></w:rPr>")
    body = f"<w:p>{run('投资')}{hidden}<w:r><w:instrText>PAGE 7</w:instrText></w:r>{run('5亿元。')}</w:p>"
    assert lines(body) == ["投资5亿元。"]


def test_text_boxes_follow_their_paragraph_once() -> None:
    box = f"<w:txbxContent><w:p>{run('框内3个')}</w:p></w:txbxContent>"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = f"<mc:AlternateContent {space}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    body = f"<w:p>{run('段落。')}<w:r>{both}</w:r></w:p>"
    assert lines(body) == ["段落。", "框内3个"]


def test_footnotes_stand_at_the_end() -> None:
    mark = f'<w:footnote w:id="1" w:type="separator"><w:p>{run("-")}</w:p></w:footnote>'
    note = f'<w:footnote w:id="2"><w:p>{run("快报数")}</w:p></w:footnote>'
    data = docx_of(["投资3亿元。"], "", {"word/footnotes.xml": f"<w:footnotes {NS}>{mark}{note}</w:footnotes>"})
    document = read_document(data, "a.docx")
    assert document.text.splitlines() == ["投资3亿元。", "快报数"]
    assert document.positions[-1].where == "脚注2"


def test_merged_cells_repeat_and_tables_keep_their_place() -> None:
    def cell(words: str, more: str = "") -> str:
        return f"<w:tc><w:tcPr>{more}</w:tcPr><w:p>{run(words)}</w:p></w:tc>"

    across, first, below = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        cell("指标", first) + cell("2021年", across),
        cell("", below) + cell("总量（万元）") + cell("增长（%）"),
        cell("工业总产值") + cell("3200") + cell("6.7"),
    )
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert lines(f"<w:p>{run('表前。')}</w:p>{table}") == ["表前。", "2021年工业总产值3200万元，2021年工业总产值增长6.7%。"]


def test_a_table_that_holds_tables_is_layout() -> None:
    rows = (("村", "户数（户）"), ("王庄村", "320"))
    inner = "".join("<w:tr>" + "".join(f"<w:tc><w:p>{run(cell)}</w:p></w:tc>" for cell in row) + "</w:tr>" for row in rows)
    inner = f"<w:tbl>{inner}</w:tbl>"
    body = f"<w:tbl><w:tr><w:tc><w:p>{run('左栏。')}</w:p>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    assert lines(body) == ["左栏。", "王庄村户数320户。"]


def test_content_controls_and_line_breaks() -> None:
    body = f"<w:sdt><w:sdtContent><w:p>{run('一行')}<w:r><w:br/></w:r>{run('二行')}</w:p></w:sdtContent></w:sdt>"
    assert lines(body) == ["一行", "二行"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五"), (100, "一百"), (105, "一百零五"), (1000, "1000")],
)
def test_chinese_counters(number: int, words: str) -> None:
    assert chinese(number) == words


@pytest.mark.parametrize(
    ("form", "words"),
    [("decimal", "4"), ("lowerLetter", "d"), ("upperRoman", "IV"), ("decimalEnclosedCircle", "④"), ("chineseCounting", "四")],
)
def test_forms_of_counters(form: str, words: str) -> None:
    assert printed(4, form) == words
