"""Hostile and broken files, each with the reason for which it is refused (or `text`, where it can be read)."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from make_formats import assemble_pdf, doc_of, docx_of, mht_of, ole_of, page_of, pdf_of, zip_of

from transforms.raw.formats.document import MEGA, Limits

TEXT = "柳河镇2022年工作总结\n完成投资3亿元，增长6%。\n"
LIMITS = Limits(max_unpacked=40 * MEGA, seconds=60, memory_bytes=700 * MEGA, max_pages=60, max_characters=400_000)
GOOD = [TEXT.splitlines()[0], "完成投资3亿元，增长6%。" * 8]


def bomb(size: int = 60 * MEGA) -> bytes:
    """A docx whose body unpacks to far more than the limit."""
    return docx_of([], "<w:p/>" * (size // 6))


def png(width: int, height: int) -> bytes:
    """A PNG that claims these dimensions."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + chunk(b"IEND", b"")
    )


def with_flag(data: bytes, flag: int) -> bytes:
    """A zip whose members carry a flag (1: encrypted)."""
    raw = bytearray(data)
    at = -1
    while (at := raw.find(b"PK\x01\x02", at + 1)) >= 0:
        raw[at + 8] |= flag
    at = -1
    while (at := raw.find(b"PK\x03\x04", at + 1)) >= 0:
        raw[at + 6] |= flag
    return bytes(raw)


def entity_docx() -> bytes:
    """Billion laughs in word/document.xml."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    return zip_of(
        {"[Content_Types].xml": b"<Types/>", "word/document.xml": f"<?xml version='1.0'?><!DOCTYPE w [{laughs}]><w>&l11;</w>".encode()}
    )


def external_docx() -> bytes:
    """An external entity that names a file of the machine."""
    xml = b"<?xml version='1.0'?><!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><w>&x;</w>"
    return zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml})


def nested_tables(depth: int) -> bytes:
    """Tables within tables."""
    return docx_of(["完成投资3亿元。"], "<w:tbl><w:tr><w:tc>" * depth + "</w:tc></w:tr></w:tbl>" * depth)


def locked_pdf() -> bytes:
    """A PDF with an encryption dictionary that no empty password opens."""
    trailer = "/Encrypt 3 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
    secret = "<" + "5a" * 32 + ">"
    return assemble_pdf(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[]/Count 0>>",
            f"<</Filter/Standard/V 2/R 3/Length 128/P -44/O {secret}/U {secret}>>",
        ],
        trailer,
    )


def many_pages(count: int) -> bytes:
    """A PDF of empty pages."""
    kids = " ".join(f"{n + 3} 0 R" for n in range(count))
    pages = ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * count
    return assemble_pdf(["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {count}>>", *pages])


def looping_pdf() -> bytes:
    """A page tree that holds itself."""
    return assemble_pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"])


DOC = doc_of(GOOD)
DOCX = docx_of(GOOD)
PDF = pdf_of(GOOD)
HTML = page_of(GOOD, "柳河镇2022年工作总结")

CASES: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("empty file", lambda: b"", "a.txt", "empty"),
    ("only blanks", lambda: b" \r\n\t" * 50, "a.txt", "empty"),
    ("only zero bytes", lambda: b"\0" * 5000, "a.txt", "empty"),
    ("text cut within a character", lambda: (TEXT * 20).encode()[:-2], "a.txt", "damaged_text"),
    ("text with a broken stretch", lambda: (TEXT * 20).encode() + b"\xc3\xff" + (TEXT * 20).encode(), "a.txt", "damaged_text"),
    ("random bytes", lambda: bytes((n * 7919) % 256 for n in range(9000)), "a.txt", "binary"),
    ("more text than the limit", lambda: ("完成投资3亿元。" * 60_000).encode(), "a.txt", "too_large"),
    ("a program renamed .txt", lambda: b"MZ\x90\0" + bytes(range(256)) * 20, "报告.txt", "unsupported_type"),
    ("a program renamed .docx", lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 3000, "报告.docx", "unsupported_type"),
    ("a spreadsheet", lambda: zip_of({"[Content_Types].xml": b"<T/>", "xl/workbook.xml": b"<w/>"}), "a.xlsx", "unsupported_type"),
    ("slides", lambda: zip_of({"[Content_Types].xml": b"<T/>", "ppt/presentation.xml": b"<w/>"}), "a.pptx", "unsupported_type"),
    ("a RAR archive", lambda: b"Rar!\x1a\x07\x01\0" + b"x" * 100, "a.rar", "unsupported_type"),
    ("a 7z archive", lambda: b"7z\xbc\xaf\x27\x1c" + b"x" * 100, "a.7z", "unsupported_type"),
    ("RTF", lambda: b"{\\rtf1\\ansi report}", "a.rtf", "office_missing-damaged"),
    ("a GIF", lambda: b"GIF89a" + b"\0" * 100, "a.gif", "unsupported_type"),
    ("an OLE file without Word in it", lambda: ole_of({"Workbook": b"x" * 5000}), "a.xls", "unsupported_type"),
    ("docx cut off", lambda: DOCX[: len(DOCX) // 2], "a.docx", "damaged"),
    ("docx of which only the head is left", lambda: DOCX[:60], "a.docx", "archive"),
    ("docx with a broken part", lambda: DOCX.replace(DOCX[120:160], b"\xff" * 40), "a.docx", "damaged"),
    (
        "docx with broken XML",
        lambda: zip_of({"[Content_Types].xml": b"<T/>", "word/document.xml": b"<w:document><w:body>"}),
        "a.docx",
        "damaged",
    ),
    ("docx without a body", lambda: zip_of({"[Content_Types].xml": b"<T/>", "word/styles.xml": b"<s/>"}), "a.docx", "damaged"),
    ("docx without text", lambda: docx_of([""]), "a.docx", "empty"),
    ("docx with XML entities", entity_docx, "a.docx", "hostile"),
    ("docx with an external entity", external_docx, "a.docx", "hostile"),
    ("docx bomb", bomb, "a.docx", "too_large"),
    ("docx with encrypted members", lambda: with_flag(DOCX, 1), "a.docx", "password_protected"),
    (
        "docx under a password",
        lambda: ole_of({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y" * 5000}),
        "a.docx",
        "password_protected",
    ),
    ("docx with thousands of nested tables", lambda: nested_tables(3000), "a.docx", "text"),
    ("doc under a password", lambda: doc_of(GOOD, encrypted=True), "a.doc", "password_protected"),
    ("doc of Word 95", lambda: doc_of(GOOD, version=0x0065), "a.doc", "office_missing-damaged"),
    ("doc cut off", lambda: DOC[:1500], "a.doc", "damaged"),
    ("doc without its table stream", lambda: ole_of({"WordDocument": DOC[SECTOR_AT : SECTOR_AT + 5000]}), "a.doc", "damaged"),
    (
        "doc whose pieces lie outside the file",
        lambda: DOC.replace(struct.pack("<I", 0x400), struct.pack("<I", 0x3FFFFF00)),
        "a.doc",
        "damaged",
    ),
    ("doc with a broken directory", lambda: DOC[:48] + b"\xfe\xff\xff\x7f" + DOC[52:], "a.doc", "damaged"),
    ("pdf cut off after its head", lambda: PDF[:200], "a.pdf", "damaged"),
    ("pdf without its end", lambda: PDF[:-120], "a.pdf", "damaged"),
    ("pdf head and rubbish", lambda: b"%PDF-1.7\n" + b"\x80\x81" * 4000, "a.pdf", "damaged"),
    ("pdf under a password", locked_pdf, "a.pdf", "password_protected"),
    ("pdf of 500 pages", lambda: many_pages(500), "a.pdf", "too_large"),
    ("pdf of empty pages", lambda: many_pages(3), "a.pdf", "empty"),
    ("pdf whose page tree holds itself", looping_pdf, "a.pdf", "damaged"),
    ("a picture of 200 megapixels", lambda: png(20_000, 10_000), "a.png", "too_large"),
    ("a picture cut off", lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", "a.jpg", "damaged"),
    ("html without text", lambda: b"<!DOCTYPE html><html><body><script>var a=1</script></body></html>", "a.html", "empty"),
    (
        "html with endless nesting",
        lambda: b"<html><body>" + b"<div>" * 60_000 + "完成投资3亿元。".encode() + b"</body></html>",
        "a.html",
        "text",
    ),
    ("html never closed", lambda: b"<html><body><p>" + "完成投资3亿元，增长6%。<p><b><i>".encode() * 300, "a.html", "text"),
    (
        "html with a table of a million spans",
        lambda: HTML.replace(b"</p>", b"</p><table><tr><td rowspan=99999999 colspan=99999999>x</table>"),
        "a.html",
        "text",
    ),
    ("html that is cut off", lambda: HTML[: len(HTML) * 2 // 3], "a.html", "text-or-damaged_text"),
    (
        "mht without a page",
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B--\r\n",
        "a.mht",
        "damaged",
    ),
    ("mht cut off", lambda: mht_of(HTML)[:-900], "a.mht", "text-or-damaged"),
    ("a zip that is no zip", lambda: b"PK\x03\x04" + b"\0" * 50, "a.zip", "archive"),
]
SECTOR_AT = 512


def traversal() -> bytes:
    """Members whose names climb out of the folder."""
    return zip_of({"../../etc/cron.d/x.txt": TEXT.encode(), "/abs/y.txt": TEXT.encode(), "..\\..\\z.txt": TEXT.encode()})


def link() -> bytes:
    """A symbolic link to a file of the machine."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("good.txt", TEXT)
    return sink.getvalue()


def gbk_names() -> bytes:
    """An archive made on Chinese Windows."""
    data = zip_of({"AAAAAA.txt": TEXT.encode()})
    return data.replace(b"AAAAAA", "柳河镇".encode("gbk"))


ARCHIVES: list[tuple[str, Callable[[], bytes], list[tuple[str, str]] | str]] = [
    ("names that climb out", traversal, [("x.txt", ""), ("y.txt", ""), ("z.txt", "")]),
    ("a symbolic link", link, [("link.txt", "symlink"), ("good.txt", "")]),
    ("names in GBK", gbk_names, [("柳河镇.txt", "")]),
    (
        "a bomb beside a good file",
        lambda: zip_of({"bomb.txt": b"0" * (50 * MEGA), "good.txt": TEXT.encode()}),
        [("bomb.txt", "too_large"), ("good.txt", "")],
    ),
    ("a bomb by ratio", lambda: zip_of({"bomb.txt": b"0" * (20 * MEGA)}), [("bomb.txt", "too_large")]),
    ("a gzip bomb", lambda: gzip.compress(b"0" * (60 * MEGA)), "too_large"),
    ("a gzip file", lambda: gzip.compress(TEXT.encode()), [("a.zip", "")]),
    ("a gzip file cut off", lambda: gzip.compress(TEXT.encode() * 50)[:-20], "damaged"),
    ("encrypted members", lambda: with_flag(zip_of({"a.txt": TEXT.encode()}), 1), [("a.txt", "password_protected")]),
    ("archives three deep", lambda: zip_of({"2.zip": zip_of({"3.zip": zip_of({"a.txt": TEXT.encode()})})}), [("3.zip", "nested_archive")]),
    ("an empty archive", lambda: zip_of({}), "empty"),
    ("only folders and a Mac's leavings", lambda: zip_of({"a/": b"", "__MACOSX/._a": b"x", ".DS_Store": b"x"}), "empty"),
    ("an archive cut off", lambda: zip_of({"a.txt": TEXT.encode()})[:-30], "damaged"),
    ("too many members", lambda: zip_of({f"{n}.txt": b"x" for n in range(2100)}), "too_large"),
    (
        "a broken archive within a good one",
        lambda: zip_of({"b.zip": b"PK\x03\x04broken", "a.txt": TEXT.encode()}),
        [("b.zip", "damaged"), ("a.txt", "")],
    ),
]
