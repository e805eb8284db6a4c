"""Parts of a zip container, unpacked within limits; XML without entities.

In: bytes of a .docx or .zip. Out: an open archive, bytes of a part, a parsed tree. A declared size is never trusted: reading stops at the
limit.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from xml.etree import ElementTree

from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats.document import MEGA, Limits, damaged, locked, too_large

ENCRYPTED = 0x1
_BAD = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def open_package(data: bytes, media_type: str, limits: Limits) -> zipfile.ZipFile:
    """The archive. Raises UnreadableDocument: damaged · too_large."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _BAD as error:
        raise damaged(media_type, error) from error
    if len(archive.infolist()) > limits.max_members:
        raise too_large(f"压缩包内文件多于 {limits.max_members} 个 · more than {limits.max_members} members")
    return archive


def read_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, media_type: str, limits: Limits, budget: int | None = None) -> bytes:
    """Bytes of one member. Raises UnreadableDocument: damaged · password_protected · too_large (a bomb)."""
    if info.flag_bits & ENCRYPTED:
        raise locked(media_type)
    budget = limits.max_unpacked if budget is None else budget
    try:
        with archive.open(info) as member:
            data = member.read(budget + 1)
    except _BAD as error:
        raise damaged(media_type, error) from error
    if len(data) > budget or (len(data) > MEGA and len(data) > limits.max_ratio * max(1, info.compress_size)):
        raise too_large("解压后过大，疑为压缩炸弹 · unpacks to far too much, perhaps a bomb")
    return data


def parse_xml(data: bytes, media_type: str) -> ElementTree.Element:
    """An XML part's root. A document type or an entity has no place in an Office file and is refused."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        hint = "文件含有 XML 实体定义，拒绝读取：请用 Word 或 WPS 重新另存 · holds XML entities, refused: save it again"
        raise UnreadableDocument("hostile", hint)
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise damaged(media_type, error) from error
