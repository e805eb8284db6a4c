"""What a file is, told from its content and never from its name.

In: bytes. Out: a media type. A name that says otherwise changes nothing: a web page named .doc is read as a web page.

Example:
    >>> media_type_of(b"%PDF-1.7 ...")
    'application/pdf'
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

TEXT = "text/plain"
HTML = "text/html"
MHT = "multipart/related"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC = "application/msword"
RTF = "application/rtf"
ODF = "application/vnd.oasis.opendocument"
ZIP = "application/zip"
GZIP = "application/gzip"
IMAGES = ("image/jpeg", "image/png", "image/tiff", "image/bmp", "image/webp")
OLE = "application/x-ole-storage"
UNKNOWN = "application/octet-stream"

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DOC),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"GIF8", "image/gif"),
    (b"\x1f\x8b\x08", GZIP),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"{\\rtf", RTF),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
)
_OOXML = (
    ("word/", DOCX),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_TAGS = re.compile(rb"<!doctype\s+html|<(?:html|head|body|meta|title|div|table|p|span|article|br)[\s>/]", re.I)
_MHT_HEAD = re.compile(rb"\A(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?content-type:\s*multipart/related", re.I)
_BMP_HEADER = 14


def media_type_of(data: bytes) -> str:
    """The media type of `data`; UNKNOWN for bytes that begin like none and hold what no text holds."""
    head = data[:4096].lstrip(b"\x00\r\n\t ") if data[:4] == b"\x00\x00\x00\x00" else data[:4096]
    for magic, media_type in _MAGIC:
        if head.startswith(magic) and not (media_type == "image/bmp" and not _is_bmp(data)) and not _is_words(media_type, data):
            return media_type
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_type(data)
    if b"%PDF-" in data[:1024]:
        return PDF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return _text_type(data)


def _is_bmp(data: bytes) -> bool:
    return len(data) > _BMP_HEADER and int.from_bytes(data[2:6], "little") == len(data)


def _is_words(media_type: str, data: bytes) -> bool:
    """MZ and BM may begin a text as well."""
    return media_type == "application/x-msdownload" and b"\x00" not in data[:256]


def _zip_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return DOCX if b"word/" in data[:4096] else ZIP
    if "[Content_Types].xml" in names:
        for folder, media_type in _OOXML:
            if any(name.startswith(folder) for name in names):
                return media_type
    if "mimetype" in names:
        return ODF
    return ZIP


def _text_type(data: bytes) -> str:
    head = data[:8192]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head.count(0) * 4 > len(head):
        head = head.replace(b"\x00", b"")
    if _MHT_HEAD.search(head):
        return MHT
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") and _TAGS.search(head):
        return HTML
    return TEXT if len(_TAGS.findall(head)) < 3 else HTML
