"""A page saved as one file (.mht): its HTML part.

In: MIME bytes. Out: `ReadDocument` of the first page in it. Pictures and style sheets are not looked at.
"""

from __future__ import annotations

from base64 import b64decode
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from transforms.raw.decode import UnreadableDocument, decode_text
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
                try:
                    decoded = decode_text(body)
                except UnreadableDocument as error:
                    raise damaged(media_type, error.reason) from error
                return read_page(decoded.text, media_type, decoded.encoding, limits)
    raise damaged(media_type)


def _body(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return b""
    if part.defects and str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
        payload = _cut_off(payload)
    return payload.strip()


def _cut_off(payload: bytes) -> bytes:
    """What a base64 body that was cut off still says."""
    plain = b"".join(payload.split())
    try:
        return b64decode(plain[: len(plain) // 4 * 4])
    except ValueError:
        return b""
