"""Write one report in every format that townships send: .html, .mht, .docx, .doc, .wps, .pdf, .zip.

In: paragraphs and tables. Out: bytes. Nothing here is shared with the readers: each writer makes the file from the format's description.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

Block = str | list[list[str]]
"""A paragraph, or a table as rows of cells."""

SECTOR = 512
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def page_of(blocks: Sequence[Block], title: str, container: str = 'id="zoom"', charset: str = "utf-8") -> bytes:
    """A page of a county's web site with menus, side bar, related links and buttons around the report."""
    parts = []
    for block in blocks:
        if isinstance(block, str):
            parts.append(f"<p style='text-indent:2em'>{escape(block)}</p>")
        else:
            rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block)
            parts.append(f"<table border=1>{rows}</table>")
    page = f"""<!DOCTYPE html><html><head><meta charset="{charset}"><title>{escape(title)}_柳河县人民政府</title>
<script>var visits = 12345;</script><style>.a{{width:960px}}</style></head><body>
<div class="top-nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li><a>2019年投资300万元</a></li></ul></div>
<div class="main"><div class="side-bar"><h3>相关报道</h3><ul><li><a>全县完成投资99亿元</a></li><li><a>修路88公里</a></li></ul></div>
<div class="cont"><h1>{escape(title)}</h1><div class="article-info">来源：镇政府 浏览次数：4321 次 字号：大 中 小</div>
<div {container}>{"".join(parts)}</div>
<div class="share">分享到：微信 微博</div><p>【打印本页】 【关闭窗口】</p></div></div>
<div class="related"><ul><li><a>另一镇植树77万株</a></li><li><a>种粮66万亩</a></li></ul></div>
<div class="footer">版权所有：柳河县人民政府 备案号：豫ICP备05012345号 主办单位：县政府办公室</div></body></html>"""
    return page.encode("gb18030" if charset.startswith("gb") else charset)


def mht_of(page: bytes, charset: str = "utf-8") -> bytes:
    """The page as one MIME file, as browsers save it."""
    import base64

    body = base64.encodebytes(page).decode()
    return (
        "From: <Saved by Blink>\r\nSubject: report\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----B"\r\n\r\n'
        f"------B\r\nContent-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n"
        "------B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------B--\r\n"
    ).encode()


def docx_of(blocks: Sequence[Block], body: str = "", extra: dict[str, str] | None = None) -> bytes:
    """A .docx of the blocks; `body` is XML put before them, `extra` further parts."""
    xml = body + "".join(_docx_paragraph(block) if isinstance(block, str) else _docx_table(block) for block in blocks)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {_W}><w:body>{xml}</w:body></w:document>',
        **(extra or {}),
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return sink.getvalue()


def _docx_paragraph(words: str) -> str:
    half = len(words) // 2
    runs = "".join(f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (words[:half], words[half:]))
    return f"<w:p>{runs}</w:p>"


def _docx_table(rows: list[list[str]]) -> str:
    return (
        "<w:tbl>"
        + "".join("<w:tr>" + "".join(f"<w:tc>{_docx_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
        + "</w:tbl>"
    )


def doc_of(blocks: Sequence[Block], encrypted: bool = False, version: int = 0x00C1, split: int = 3) -> bytes:
    """A Word 97 file (.doc, .wps) whose text lies in several pieces, one of them compressed where it is plain ASCII."""
    text = "".join(
        block + "\r" if isinstance(block, str) else "".join("".join(cell + "\x07" for cell in row) + "\x07" for row in block)
        for block in blocks
    )
    step = max(1, len(text) // split)
    pieces = [text[at : at + step] for at in range(0, len(text), step)]
    stream = bytearray(1024)
    places, ends = [], [0]
    for piece in pieces:
        if piece.isascii():
            places.append((len(stream) * 2) | 0x40000000)
            stream += piece.encode("cp1252")
        else:
            stream += b"\x00" * (len(stream) % 2)
            places.append(len(stream))
            stream += piece.encode("utf-16-le")
        ends.append(ends[-1] + len(piece))
    plc = struct.pack(f"<{len(ends)}I", *ends) + b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    clx = b"\x01\x02\x00\xaa\xbb" + b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<HH", stream, 0, 0xA5EC, version)
    struct.pack_into("<H", stream, 0x0A, 0x0200 | (0x0100 if encrypted else 0))
    struct.pack_into("<ii", stream, 0x4C, len(text), 0)
    struct.pack_into("<II", stream, 0x01A2, 0, len(clx))
    return ole_of({"WordDocument": bytes(stream), "1Table": clx})


def ole_of(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams in its root."""
    padded = {name: data + b"\x00" * max(0, 4096 - len(data)) for name, data in streams.items()}
    sectors: list[bytes] = []
    fat: list[int] = []
    starts: dict[str, int] = {}

    def put(data: bytes) -> int:
        start = len(sectors)
        parts = [data[at : at + SECTOR].ljust(SECTOR, b"\x00") for at in range(0, len(data), SECTOR)]
        sectors.extend(parts)
        fat.extend([*range(start + 1, start + len(parts)), 0xFFFFFFFE])
        return start

    for name, data in padded.items():
        starts[name] = put(data)
    names = list(padded)
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, 1 if names else 0xFFFFFFFF)]
    for number, name in enumerate(names, 1):
        right = number + 1 if number < len(names) else 0xFFFFFFFF
        entries.append(_entry(name, 2, starts[name], len(padded[name]), 0xFFFFFFFF, right))
    directory = put(b"".join(entries).ljust(SECTOR, b"\x00"))
    count = -(-(len(fat) + len(fat) // 100 + 2) // 128)
    fat_at = len(sectors)
    fat.extend([0xFFFFFFFD] * count)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(count * SECTOR, b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        count,
        directory,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
    )
    header += struct.pack(f"<{count}I", *range(fat_at, fat_at + count))
    return header.ljust(SECTOR, b"\xff") + b"".join(sectors) + table


def _entry(name: str, kind: int, start: int, size: int, child: int, right: int = 0xFFFFFFFF) -> bytes:
    raw = name.encode("utf-16-le")
    if kind == 5:
        return struct.pack("<64sHBBIII16s4x16xIQ", raw, len(raw) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, b"", start, size)
    return struct.pack("<64sHBBIII16s4x16xIQ", raw, len(raw) + 2, kind, 1, 0xFFFFFFFF, right, 0xFFFFFFFF, b"", start, size)


def pdf_of(blocks: Sequence[Block], columns: int = 1, heads: bool = True) -> bytes:
    """A PDF: A4, wrapped lines, a running head, page numbers, ruled tables, two columns if wanted. No font is embedded."""
    pages = _Pages(columns, heads)
    for block in blocks:
        if isinstance(block, str):
            pages.paragraph(block)
        else:
            pages.table(block)
    return pages.build()


class _Pages:
    """Lays out text in a 12-point grid and writes the PDF objects."""

    width, height, margin, size, lead = 595, 842, 72, 12, 20

    def __init__(self, columns: int, heads: bool) -> None:
        self.columns, self.heads = columns, heads
        self.pages: list[list[str]] = []
        self.column, self.y = columns, 0.0
        self.span = (self.width - 2 * self.margin - 30 * (columns - 1)) / columns

    def _advance(self) -> None:
        self.y -= self.lead
        if not self.pages or self.y < self.margin + self.lead:
            self.column += 1
            if self.column >= self.columns or not self.pages:
                self.pages.append([])
                self.column = 0
                if self.heads:
                    self._show("柳河县柳河镇政府工作报告文件汇编", self.margin, self.height - 40, 9)
                    self._show(f"— {len(self.pages)} —", self.width / 2 - 20, 36, 9)
            self.y = self.height - self.margin - self.lead

    def _show(self, words: str, x: float, y: float, size: int) -> None:
        self.pages[-1].append(f"BT /F1 {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{words.encode('utf-16-be').hex()}> Tj ET")

    def paragraph(self, words: str) -> None:
        indent = 2 * self.size
        while words:
            room, fit = self.span - indent, 0
            while fit < len(words) and (room := room - self.size * (0.5 if words[fit].isascii() else 1)) >= 0:
                fit += 1
            self._advance()
            self._show(words[:fit], self.margin + self.column * (self.span + 30) + indent, self.y, self.size)
            words, indent = words[fit:], 0

    def table(self, rows: list[list[str]]) -> None:
        wide = (self.width - 2 * self.margin) / len(rows[0])
        for row in rows:
            self._advance()
            for at, cell in enumerate(row):
                x = self.margin + at * wide
                self.pages[-1].append(f"{x:.1f} {self.y - 6:.1f} {wide:.1f} {self.lead} re S")
                self._show(cell, x + 4, self.y, 10)

    def build(self) -> bytes:
        objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
        system = "<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>"
        widths = "/DW 1000/W[32[500] 33 126 500]"
        descendant = f"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo{system}{widths}>>"
        cmap = (
            "/CIDInit/ProcSet findresource begin 12 dict begin begincmap /CMapName/U def "
            "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
        )
        objects.append("<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>")
        objects.append(descendant)
        objects.append(f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream")
        kids = []
        for page in self.pages:
            content = "\n".join(page)
            kids.append(f"{len(objects) + 1} 0 R")
            box = f"/MediaBox[0 0 {self.width} {self.height}]/Resources<</Font<</F1 3 0 R>>>>"
            objects.append(f"<</Type/Page/Parent 2 0 R{box}/Contents {len(objects) + 2} 0 R>>")
            objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
        objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
        return assemble_pdf(objects)


def assemble_pdf(objects: Sequence[str | bytes], trailer: str = "") -> bytes:
    """PDF objects with their cross-reference table; object 1 is the catalogue."""
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + (content if isinstance(content, bytes) else content.encode("latin-1")) + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return bytes(out + f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode())


def scan_pdf_of(jpegs: Sequence[bytes], width: int, height: int) -> bytes:
    """A PDF whose pages are pictures."""
    objects: list[str | bytes] = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    kids = []
    for jpeg in jpegs:
        at = len(objects) + 1
        kids.append(f"{at} 0 R")
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I {at + 2} 0 R>>>>/Contents {at + 1} 0 R>>")
        content = "q 595 0 0 842 0 0 cm /I Do Q"
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
        size = f"/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8"
        head = f"<</Type/XObject/Subtype/Image{size}/Filter/DCTDecode/Length {len(jpeg)}>>stream\n"
        objects.append(head.encode() + jpeg + b"\nendstream")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    return assemble_pdf(objects)


def zip_of(members: dict[str, bytes]) -> bytes:
    """An archive of files."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return sink.getvalue()
