"""A Word 97–2003 document (.doc) and the .wps of Kingsoft's WPS, which is the same inside: text by its piece table.

In: OLE bytes. Out: `ReadDocument`: the body's paragraphs and tables, then footnotes. Not read: headers, footers, comments, text boxes and
automatic numbers, which are stored in no text; deleted text of tracked changes cannot be told without the formatting. Source of the layout:
Microsoft's [MS-DOC], sections 2.4.1 (retrieving text) and 2.8.35 (PlcPcd).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats.document import Limits, ReadDocument, TextBuilder, damaged, locked
from transforms.raw.formats.table import put_table

WORD_IDENT = 0xA5EC
WORD97 = 0x00C1
"""nFib from which the piece table stands where it is looked for."""
_ENCRYPTED, _TABLE1 = 0x0100, 0x0200
_CLX_AT = 0x01A2
_CCP_AT = 0x004C
_COMPRESSED = 0x40000000
_CELL, _PARAGRAPH, _LINE, _PAGE = "\x07", "\r", "\x0b", "\x0c"
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
_MAX_FIELDS = 20
_PLAIN = str.maketrans(
    {"\x1e": "-", "\x1f": "", "\xa0": " ", "\x01": "", "\x02": "", "\x03": "", "\x04": "", "\x05": "", "\x08": "", "\t": "　"}
)
MAX_COLUMNS = 24
MAX_CELL = 2000
"""Characters; two cell marks further apart are of two tables."""


class OldWord(Exception):  # noqa: N818 - no error: another way to read it
    """A file of Word 95 or earlier, which has no piece table where later ones have it."""


def read(data: bytes, media_type: str, limits: Limits) -> ReadDocument:
    """The document's text. Raises UnreadableDocument: damaged · empty · office_missing · password_protected · too_large."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            stream, table = _streams(ole, media_type)
    except OldWord:
        from transforms.raw.formats import office

        return office.read(data, media_type, limits)
    except UnreadableDocument:
        raise
    except Exception as error:  # olefile raises whatever a broken directory leads to
        raise damaged(media_type, error) from error
    try:
        text, footnotes = _text(stream, table)
    except (struct.error, ValueError, IndexError) as error:
        raise damaged(media_type, error) from error
    builder = TextBuilder(limits)
    _put_body(builder, text)
    for number, note in enumerate(_paragraphs(footnotes), 1):
        builder.add(note, f"脚注{number}")
    return builder.build(media_type, "utf-16-le")


def _streams(ole: olefile.OleFileIO, media_type: str) -> tuple[bytes, bytes]:
    if ole.exists("EncryptedPackage"):
        raise locked(media_type)
    if not ole.exists("WordDocument"):
        hint = "不是 Word 或 WPS 文字文件：请另存为 .docx · no Word or WPS text: save it as .docx"
        raise UnreadableDocument("unsupported_type", hint)
    stream = ole.openstream("WordDocument").read()
    ident, version = struct.unpack_from("<HH", stream, 0)
    (flags,) = struct.unpack_from("<H", stream, 0x0A)
    if ident != WORD_IDENT or version < WORD97:
        raise OldWord
    if flags & _ENCRYPTED:
        raise locked(media_type)
    name = "1Table" if flags & _TABLE1 else "0Table"
    return stream, ole.openstream(name).read()


def _text(stream: bytes, table: bytes) -> tuple[str, str]:
    """Characters of the body and of the footnotes, put together from the pieces."""
    start, size = struct.unpack_from("<II", stream, _CLX_AT)
    body_size, note_size = struct.unpack_from("<ii", stream, _CCP_AT)
    whole = "".join(_pieces(stream, _piece_table(table[start : start + size])))
    if body_size < 0 or len(whole) < body_size:
        raise ValueError("pieces are shorter than the text")
    return whole[:body_size], whole[body_size : body_size + max(0, note_size)]


def _piece_table(clx: bytes) -> bytes:
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise ValueError("no piece table")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    return clx[at + 5 : at + 5 + size]


def _pieces(stream: bytes, plc: bytes) -> Iterator[str]:
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plc, 0)
    for number in range(count):
        (at,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)
        size = ends[number + 1] - ends[number]
        if at & _COMPRESSED:
            begin = (at & ~_COMPRESSED) // 2
            yield stream[begin : begin + size].decode("cp1252", "replace")
        else:
            yield stream[at : at + 2 * size].decode("utf-16-le", "replace")


def _without_fields(text: str) -> str:
    """A field is its result: the instruction between its first two marks goes."""
    for _ in range(_MAX_FIELDS):
        shorter = _FIELD.sub(lambda match: match[1] or "", text)
        if shorter == text:
            break
        text = shorter
    return re.sub("[\x13-\x15]", "", text).translate(_PLAIN)


def _put_body(builder: TextBuilder, text: str) -> None:
    paragraph = table = 0
    above = ""
    for block, is_table in _blocks(_without_fields(text)):
        if is_table:
            table += 1
            put_table(builder, _rows(block), above, table)
            continue
        for line in _paragraphs(block):
            paragraph += 1
            builder.add(line, f"第{paragraph}段")
            above = line


def _blocks(text: str) -> Iterator[tuple[str, bool]]:
    """Stretches of paragraphs and of tables: a table reaches from the paragraph with its first cell mark to its last cell mark."""
    at = 0
    while (cell := text.find(_CELL, at)) >= 0:
        begin = max(text.rfind(_PARAGRAPH, at, cell), text.rfind(_PAGE, at, cell)) + 1 or at
        end = cell
        while (after := text.find(_CELL, end + 1)) >= 0 and after - end < MAX_CELL:
            if text[end - 1] == _CELL and _PARAGRAPH in text[end:after]:
                break  # a row has ended and a paragraph follows: the next cell is another table's
            end = after
        yield text[at:begin], False
        yield text[begin : end + 1], True
        at = end + 1
    yield text[at:], False


def _rows(block: str) -> list[list[str]]:
    """A table's cells by rows. A row ends with a mark of its own, so the width is the one for which every row's end is empty."""
    cells = [" ".join(part.split()) for part in block.split(_CELL)[:-1]]
    for width in range(1, MAX_COLUMNS + 1):
        if len(cells) % (width + 1) == 0 and not any(cells[width :: width + 1]):
            return [cells[at : at + width] for at in range(0, len(cells), width + 1)]
    rows: list[list[str]] = [[]]
    for cell in cells:
        if cell:
            rows[-1].append(cell)
        elif rows[-1]:
            rows.append([])
    return [row for row in rows if row]


def _paragraphs(text: str) -> Iterator[str]:
    for line in re.split(f"[{_PARAGRAPH}{_LINE}{_PAGE}\n]", text):
        if line.strip():
            yield line.strip(" ")
