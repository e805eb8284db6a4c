"""A generic webhook: the message as JSON, signed with HMAC-SHA256 where there is a secret.

In: a channel, a message. Out: the answer's status. The header `X-Xianzhi-Signature: sha256=<hex>` is over the body's bytes.
"""

from __future__ import annotations

import hmac
import json
from hashlib import sha256

import httpx

from flows.io.channels.message import Channel, Message, RefusedError

SIGNATURE = "X-Xianzhi-Signature"


def body_signature(secret: str, body: bytes) -> str:
    """What stands in the header."""
    return "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()


def send_webhook(channel: Channel, message: Message) -> str:
    """POST title, text and facts. Raises RefusedError for 3xx and 4xx, httpx errors otherwise."""
    body = json.dumps({"title": message.title, "text": message.text, **message.facts}, ensure_ascii=False, default=str).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if channel.secret:
        headers[SIGNATURE] = body_signature(channel.secret, body)
    with httpx.Client(timeout=channel.timeout, trust_env=False, proxy=channel.proxy) as client:
        answer = client.post(channel.url, content=body, headers=headers)
    if 300 <= answer.status_code < 500 and answer.status_code != 429:
        raise RefusedError(f"HTTP {answer.status_code}: {answer.text[:200]}")
    answer.raise_for_status()
    return f"HTTP {answer.status_code}"
