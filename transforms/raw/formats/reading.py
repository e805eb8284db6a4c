"""One document of any format to text, in this process.

In: bytes, name, limits. Out: `ReadDocument`. Parsers are imported when a document of their format comes, so reading text needs none of
them. Whoever reads what strangers send uses `worker.Worker`, which does the same in a process that may die.

Example:
    >>> read_document("完成投资3亿元。".encode("gb18030"), "报告.txt").encoding
    'gb18030'
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from transforms.raw.decode import UnreadableDocument, decode_text
from transforms.raw.formats import sniff
from transforms.raw.formats.document import Limits, ReadDocument, too_large

_READERS = {
    sniff.HTML: "web",
    sniff.MHT: "web_archive",
    sniff.DOCX: "docx",
    sniff.DOC: "doc",
    sniff.PDF: "pdf",
    sniff.RTF: "office",
    sniff.ODF: "office",
    **dict.fromkeys(sniff.IMAGES, "image"),
}
"""Media type → module of this package with `read(data, media_type, limits)`."""

Read = Callable[[bytes, str, Limits], ReadDocument]


def read_document(data: bytes, file_name: str, limits: Limits | None = None) -> ReadDocument:
    """Read one document that is no archive.

    Args:
        data: the document's bytes.
        file_name: name as received; only for messages, the type is told from the content.
        limits: what it may cost.

    Raises:
        UnreadableDocument: empty · binary · encoding · damaged_text · damaged · hostile · too_large · password_protected ·
            unsupported_type · archive · office_missing · ocr_missing.
    """
    limits = limits or Limits()
    if len(data) > limits.max_bytes:
        raise too_large(f"{len(data)} 字节，上限 {limits.max_bytes} · bytes, limit {limits.max_bytes}")
    media_type = sniff.media_type_of(data)
    if media_type == sniff.TEXT:
        return _read_text(data, limits)
    if media_type in (sniff.ZIP, sniff.GZIP):
        raise UnreadableDocument("archive", "压缩包须先解开（archive.unpack）· an archive is unpacked first")
    if media_type not in _READERS:
        hint = f"不支持的类型 {media_type}：请导出为 .docx、.pdf 或 .txt · unsupported type: export it as .docx, .pdf or .txt"
        raise UnreadableDocument("unsupported_type", hint)
    module = import_module(f"transforms.raw.formats.{_READERS[media_type]}")
    return cast("Read", module.read)(data, media_type, limits)


def _read_text(data: bytes, limits: Limits) -> ReadDocument:
    decoded = decode_text(data)
    if len(decoded.text) > limits.max_characters:
        raise too_large(f"文字超过 {limits.max_characters} 字 · more than {limits.max_characters} characters")
    return ReadDocument(decoded.text, sniff.TEXT, decoded.encoding)
