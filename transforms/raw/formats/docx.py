"""A Word document (.docx): its body in order, paragraphs and tables as they follow each other.

In: .docx bytes. Out: `ReadDocument`, one line per paragraph with its automatic number, tables as sentences, text boxes after the paragraph
they hang on, footnotes at the end. Tracked changes are taken as accepted: insertions are read, deletions not. Hidden text, field codes,
headers, footers and comments are not read. Positions name the paragraph or the table's cell.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from transforms.raw.formats.document import Limits, ReadDocument, TextBuilder, damaged
from transforms.raw.formats.numbering import Numbering, load_numbering
from transforms.raw.formats.package import open_package, parse_xml, read_part
from transforms.raw.formats.table import put_table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_LOOSE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DELETED = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}delText", f"{W}instrText", f"{W}delInstrText", f"{_ALTERNATE}Fallback", f"{W}rPr", f"{W}pPr"}
)
MAX_NESTING = 40
"""Tables within tables, boxes within boxes."""


@dataclass(slots=True)
class _Body:
    """What is carried along while the body is walked."""

    builder: TextBuilder
    numbering: Numbering
    paragraph: int = 0
    table: int = 0
    above: str = ""
    notes: list[str] = field(default_factory=list)


def read(data: bytes, media_type: str, limits: Limits) -> ReadDocument:
    """The document's text. Raises UnreadableDocument: damaged · empty · hostile · password_protected · too_large."""
    archive = open_package(data, media_type, limits)
    part = {info.filename: info for info in archive.infolist()}
    name = next((one for one in ("word/document.xml", "word/document2.xml") if one in part), None)
    if name is None:
        raise damaged(media_type, "word/document.xml")
    root = _tree(archive, part[name], media_type, limits)
    body = root.find(f"{W}body")
    if body is None:
        raise damaged(media_type, "w:body")
    extra = {
        key: _tree(archive, part[f"word/{key}.xml"], media_type, limits)
        for key in ("numbering", "styles", "footnotes", "endnotes")
        if f"word/{key}.xml" in part
    }
    state = _Body(TextBuilder(limits), load_numbering(extra.get("numbering"), extra.get("styles")))
    _blocks(body, state, 0)
    for key in ("footnotes", "endnotes"):
        _footnotes(extra.get(key), state)
    pictures = sum(1 for one in part if one.startswith("word/media/"))
    notes = (f"文中图片 {pictures} 张未读 · {pictures} pictures not read",) if pictures else ()
    return state.builder.build(media_type, "utf-8", notes=notes)


def _tree(archive: zipfile.ZipFile, info: zipfile.ZipInfo, media_type: str, limits: Limits) -> Element:
    data = read_part(archive, info, media_type, limits)
    return parse_xml(data.replace(_STRICT.encode(), _LOOSE.encode()), media_type)


def _blocks(parent: Element, state: _Body, depth: int) -> None:
    """Paragraphs and tables of a body, a cell or a box, in order."""
    for child in parent:
        if child.tag == f"{W}p":
            _paragraph(child, state, depth)
        elif child.tag == f"{W}tbl":
            _table(child, state, depth)
        elif child.tag not in _DELETED and depth < MAX_NESTING:
            _blocks(child, state, depth + 1)


def _table(node: Element, state: _Body, depth: int) -> None:
    """A table; one that holds tables is layout, and its cells follow each other."""
    if node.find(f".//{W}tbl") is None:
        state.table += 1
        put_table(state.builder, list(_rows(node)), state.above, state.table)
    elif depth < MAX_NESTING:
        for row in _inside(node, f"{W}tr"):
            for cell in _inside(row, f"{W}tc"):
                _blocks(cell, state, depth + 1)


def _inside(node: Element, tag: str) -> Iterator[Element]:
    """Elements of that tag below the node, also within the wrappers of content controls and changes, but not within each other."""
    stack = list(reversed(node))
    while stack:
        one = stack.pop()
        if one.tag == tag:
            yield one
        elif one.tag not in _DELETED:
            stack.extend(reversed(one))


def _paragraph(node: Element, state: _Body, depth: int) -> None:
    boxes: list[Element] = []
    words = "".join(_words(node, boxes)).strip(" \t")
    state.paragraph += 1
    number = state.numbering.next_number(node) if words else ""
    for at, line in enumerate((number + words).split("\n")):
        state.builder.add(line, f"第{state.paragraph}段" if at == 0 else f"第{state.paragraph}段第{at + 1}行")
    state.above = words or state.above
    for box in boxes:
        if depth < MAX_NESTING:
            _blocks(box, state, depth + 1)


def _words(node: Element, boxes: list[Element]) -> Iterator[str]:
    """Text of a paragraph's runs in order; text boxes found on the way are put aside."""
    stack = list(reversed(node))
    while stack:
        one = stack.pop()
        if one.tag == f"{W}txbxContent":
            boxes.append(one)
        elif one.tag == f"{W}t":
            yield one.text or ""
        elif one.tag in (f"{W}tab", f"{W}ptab"):
            yield "　"
        elif one.tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif one.tag == f"{W}noBreakHyphen":
            yield "-"
        elif one.tag not in _DELETED and not _is_hidden(one):
            stack.extend(reversed(one))


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish") if run.tag == f"{W}r" else None
    return vanish is not None and vanish.get(f"{W}val") not in ("0", "false")


def _rows(table: Element) -> Iterator[list[str]]:
    """Cells of each row as text; a cell merged downwards repeats the one above, one merged across repeats itself."""
    last: list[str] = []
    for row in _inside(table, f"{W}tr"):
        cells: list[str] = []
        for cell in _inside(row, f"{W}tc"):
            properties = cell.find(f"{W}tcPr")
            words = " ".join(part for one in cell.iter(f"{W}p") if (part := "".join(_words(one, [])).strip()))
            merge = properties.find(f"{W}vMerge") if properties is not None else None
            if merge is not None and merge.get(f"{W}val") != "restart" and len(cells) < len(last):
                words = last[len(cells)]
            span = properties.find(f"{W}gridSpan") if properties is not None else None
            wide = span.get(f"{W}val", "1") if span is not None else "1"
            cells += [words] * (min(int(wide), 60) if wide.isdigit() else 1)
        last = cells
        yield cells


def _footnotes(root: Element | None, state: _Body) -> None:
    if root is None:
        return
    for note in root:
        if note.get(f"{W}type") in (None, "normal"):
            for paragraph in note.iter(f"{W}p"):
                state.builder.add("".join(_words(paragraph, [])).strip(), f"脚注{note.get(f'{W}id', '')}")
