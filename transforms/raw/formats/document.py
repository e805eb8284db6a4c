"""The nouns of the formats: what a document is read into, where each part of its text stood, and how much a document may cost.

In: nothing. Out: frozen dataclasses and `TextBuilder`, which collects lines with their positions.

Example:
    >>> builder = TextBuilder()
    >>> builder.add("完成投资3亿元。", "第1段", page=2)
    >>> builder.build("application/pdf").position_of(4).page
    2
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from transforms.raw.decode import UnreadableDocument

MEGA = 1024 * 1024

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost; beyond a limit it is quarantined with reason `too_large`, `too_slow` or `too_much_memory`."""

    max_bytes: int = 64 * MEGA
    """Size as received."""
    max_unpacked: int = 256 * MEGA
    """Bytes that an archive or a .docx may unpack to."""
    max_ratio: int = 200
    """Unpacked size over packed size, of members above 1 MB."""
    max_members: int = 2000
    max_characters: int = 4_000_000
    max_pages: int = 300
    max_scanned_pages: int = 60
    max_pixels: int = 80_000_000
    seconds: float = 120.0
    """Wall-clock time in the worker."""
    memory_bytes: int = 2048 * MEGA
    """Address space of the worker."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a stretch of the stored text stood in the document."""

    start: int
    end: int
    where: str
    """For people: 第3段 · 表1第2行第3列 · 第1行."""
    page: int | None = None
    """From 1; only where the format has pages."""
    box: Box | None = None
    """Left, top, right, bottom on the page, in points from its upper left corner (OCR: in pixels)."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document's text. `positions` are in the order of the text and do not overlap; plain text has none."""

    text: str
    media_type: str
    encoding: str = ""
    positions: tuple[Position, ...] = ()
    ocr: bool = False
    """Read from an image: its claims carry a caveat."""
    notes: tuple[str, ...] = ()
    """What was seen and not read (pictures, comments), Chinese and English."""

    def position_of(self, offset: int) -> Position | None:
        """Where the character at `offset` stood; None where that is not known."""
        at = bisect_right(self.positions, offset, key=lambda one: one.start) - 1
        return self.positions[at] if at >= 0 and offset < self.positions[at].end else None


@dataclass(slots=True)
class TextBuilder:
    """Collects a document's text line by line and remembers where each line, or part of a line, stood."""

    limits: Limits = field(default_factory=Limits)
    _parts: list[str] = field(default_factory=list)
    _positions: list[Position] = field(default_factory=list)
    _size: int = 0

    def add(self, line: str, where: str = "", page: int | None = None, box: Box | None = None) -> None:
        """Add one line; empty ones are dropped."""
        if line.strip():
            self.put(line, where, page, box)
            self.put("\n")

    def put(self, words: str, where: str = "", page: int | None = None, box: Box | None = None) -> None:
        """Add words without a line end. Raises UnreadableDocument where the text grows beyond its limit."""
        self._parts.append(words)
        start, self._size = self._size, self._size + len(words)
        if where and words:
            self._positions.append(Position(start, self._size, where, page, box))
        if self._size > self.limits.max_characters:
            raise too_large(f"文字超过 {self.limits.max_characters} 字 · more than {self.limits.max_characters} characters")

    def build(self, media_type: str, encoding: str = "", ocr: bool = False, notes: tuple[str, ...] = ()) -> ReadDocument:
        """The document. Raises UnreadableDocument where no text came together."""
        text = "".join(self._parts)
        if not text.strip():
            hint = "文件里没有可读的文字：请检查原件或重新导出 · the file holds no readable text: check the original or export it again"
            raise UnreadableDocument("empty", hint)
        return ReadDocument(text, media_type, encoding, tuple(self._positions), ocr, notes)


def too_large(what: str) -> UnreadableDocument:
    """A document beyond a limit."""
    return UnreadableDocument("too_large", f"{what}：请拆分后再放入 inbox · split it and put the parts into the inbox")


def damaged(media_type: str, error: object = "") -> UnreadableDocument:
    """A file that begins like its type and cannot be read as one."""
    hint = f"{media_type} 文件损坏或不完整，请重新传送 · damaged or cut off, send it again"
    return UnreadableDocument("damaged", f"{hint} ({error})" if error else hint)


def locked(media_type: str) -> UnreadableDocument:
    """A file that needs a password."""
    return UnreadableDocument("password_protected", f"{media_type} 有密码：请去掉密码后另存 · save it without the password")
