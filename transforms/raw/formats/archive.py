"""Archives (.zip, .gz) to the documents in them, within limits; nothing is ever written by a name from inside an archive.

In: bytes and a name. Out: one `Member` per document; one that cannot be used carries the reason, so that nothing is lost silently. A
document that is no archive comes back as its only member. Archives within archives are opened once.

Example:
    >>> [member.name for member in unpack("报告".encode(), "报告.txt")]
    ['报告.txt']
"""

from __future__ import annotations

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats import sniff
from transforms.raw.formats.document import MEGA, Limits, damaged, too_large
from transforms.raw.formats.package import open_package, read_part

NESTING = 1
"""An archive within an archive is opened; one within that is not."""
MAX_NAME = 200
_UTF8_NAME = 0x800
_NO_DOCUMENT = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini", "~$")
_ARCHIVES = (sniff.ZIP, sniff.GZIP)


@dataclass(frozen=True, slots=True)
class Member:
    """A document from an archive: `name` is safe to show and to write, `problem` says why `data` is not to be read."""

    name: str
    data: bytes
    problem: UnreadableDocument | None = None


def is_archive(data: bytes) -> bool:
    """Is this a .zip or .gz of documents (a .docx is not)?"""
    return sniff.media_type_of(data) in _ARCHIVES


def unpack(data: bytes, file_name: str, limits: Limits | None = None) -> tuple[Member, ...]:
    """The documents in `data`, itself where it is no archive.

    Raises:
        UnreadableDocument: the archive as a whole: damaged · empty · too_large. What is wrong with one member stands in that member.
    """
    limits = limits or Limits()
    name = safe_name(file_name)
    if len(data) > limits.max_bytes:
        raise too_large(f"{len(data)} 字节，上限 {limits.max_bytes} · bytes, limit {limits.max_bytes}")
    if not is_archive(data):
        return (Member(name, data),)
    found = tuple(_members(data, name, limits, NESTING))
    if not found:
        raise UnreadableDocument("empty", "压缩包里没有文件 · no files in the archive")
    return found


def safe_name(name: str) -> str:
    """A file's own name without folders, control characters and marks that turn the direction of writing."""
    own = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(char for char in own if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    plain = plain.strip(" .") or "unnamed"
    if len(plain) > MAX_NAME:
        stem, dot, ending = plain.rpartition(".")
        plain = (stem or plain)[: MAX_NAME - 20] + (dot + ending if dot and len(ending) < 10 else "")
    return plain


def _members(data: bytes, name: str, limits: Limits, nesting: int) -> Iterator[Member]:
    if sniff.media_type_of(data) == sniff.GZIP:
        inner = Member(name.removesuffix(".gz"), _gunzip(data, limits))
        yield from _opened(inner, limits, nesting)
        return
    archive = open_package(data, sniff.ZIP, limits)
    budget = limits.max_unpacked
    for info in archive.infolist():
        own = _name_of(info)
        if info.is_dir() or any(mark in own for mark in _NO_DOCUMENT):
            continue
        member = _read(archive, info, own, limits, budget)
        budget -= len(member.data)
        if member.problem is not None:
            yield member
        else:
            yield from _opened(member, limits, nesting)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, own: str, limits: Limits, budget: int) -> Member:
    name = safe_name(own)
    if stat.S_ISLNK(info.external_attr >> 16):
        hint = "压缩包里的符号链接，不读取：请放入文件本身 · a symbolic link in the archive: put the file itself in"
        return Member(name, b"", UnreadableDocument("symlink", hint))
    try:
        return Member(name, read_part(archive, info, sniff.ZIP, limits, budget))
    except UnreadableDocument as problem:
        return Member(name, b"", problem)


def _opened(member: Member, limits: Limits, nesting: int) -> Iterator[Member]:
    """The member, or what is in it where it is an archive itself."""
    if not is_archive(member.data):
        yield member
    elif nesting == 0:
        hint = "压缩包套压缩包太多层：请解开后再放入 inbox · archives within archives: unpack them first"
        yield Member(member.name, member.data, UnreadableDocument("nested_archive", hint))
    else:
        try:
            yield from _members(member.data, member.name, limits, nesting - 1)
        except UnreadableDocument as problem:
            yield Member(member.name, member.data, problem)


def _gunzip(data: bytes, limits: Limits) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        whole = inflater.decompress(data, limits.max_unpacked + 1)
    except zlib.error as error:
        raise damaged(sniff.GZIP, error) from error
    if len(whole) > limits.max_unpacked or (len(whole) > MEGA and len(whole) > limits.max_ratio * len(data)):
        raise too_large("解压后过大，疑为压缩炸弹 · unpacks to far too much, perhaps a bomb")
    if not inflater.eof:
        raise damaged(sniff.GZIP, "truncated")
    return whole


def _name_of(info: zipfile.ZipInfo) -> str:
    """The member's name; archives made on Chinese Windows carry it in GBK, which zipfile takes for cp437."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
