"""A page saved as one file (.mht): its HTML part.

In: MIME bytes. Out: `ReadDocument` of the first page in it. Pictures and style sheets are not looked at.
"""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from transforms.raw.decode import decode_text
from transforms.raw.formats.document import Limits, ReadDocument, damaged
from transforms.raw.formats.web import read_page


def read(data: bytes, media_type: str, limits: Limits) -> ReadDocument:
    """The page in the archive. Raises UnreadableDocument: damaged · empty · encoding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = decode_text(data).text.encode("utf-8")
    message = message_from_bytes(data, policy=compat32)
    for wanted in ("text/html", "application/xhtml+xml", "text/plain"):
        for part in message.walk():
            if part.get_content_type() == wanted and (body := _body(part)):
                decoded = decode_text(body)
                return read_page(decoded.text, media_type, decoded.encoding, limits)
    raise damaged(media_type)


def _body(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload.strip() if isinstance(payload, bytes) else b""
