"""What is sent, where to, and what came of it.

In: settings. Out: frozen values without clear-text secrets in their repr; `redact` takes secrets out of any text before it is logged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

HIDDEN = "＊＊＊"


class RefusedError(RuntimeError):
    """The other side has the message and says no: trying again is of no use."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `facts` go to machines (webhook), `workbook` is the XLSX of failing rows (mail)."""

    title: str
    text: str
    facts: Mapping[str, object] = field(default_factory=dict)
    workbook: bytes | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """Where to. Secrets are resolved already."""

    name: str
    kind: str
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    sender: str = ""
    to: tuple[str, ...] = ()
    username: str = ""
    password: str = field(default="", repr=False)
    proxy: str | None = None
    timeout: float = 15.0
    attempts: int = 3


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one message on one channel: sent · refused · failed."""

    channel: str
    outcome: str
    attempts: int
    detail: str


def secrets_of(channel: Channel) -> tuple[str, ...]:
    """Parts of a channel's settings that must not be shown: secrets, passwords, and what is secret in its address."""
    parts = urlsplit(channel.url)
    path = [piece for piece in parts.path.split("/") if len(piece) >= 16]
    query = re.findall(r"=([^&]{6,})", parts.query)
    return tuple(filter(None, (channel.secret, channel.password, parts.password or "", *path, *query)))


def redact(text: str, channel: Channel) -> str:
    """`text` without the channel's secrets."""
    for secret in sorted(secrets_of(channel), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return re.sub(r"(sign|access_token|key)=[^&\s\"']+", rf"\1={HIDDEN}", text)
