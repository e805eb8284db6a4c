"""Group robots of WeCom, DingTalk and Feishu: signed, on-premises addresses allowed, the answer's code checked, clipped by bytes.

In: a channel with the full webhook address, a message. Out: the answer.
Raises RefusedError where the answer's code is not zero, httpx errors.

Limits of the makers: WeCom markdown 4,096 bytes; DingTalk 20,000; Feishu 20 KB of request body. Signing is HMAC-SHA256: for DingTalk
by the secret, of timestamp, line feed and secret, in the address; for Feishu by timestamp, line feed and secret, of nothing, in the body.
"""

from __future__ import annotations

import hmac
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus

import httpx

from flows.io.channels.message import Channel, Message, RefusedError
from transforms.ops.digest import clip_bytes

WECOM_BYTES = 4096
DINGTALK_BYTES = 20_000
FEISHU_BYTES = 18_000


def post_json(channel: Channel, url: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> httpx.Response:
    """POST as JSON. Raises httpx.HTTPStatusError for a server's error, RefusedError for a client's (4xx but 429)."""
    with httpx.Client(timeout=channel.timeout, trust_env=False, proxy=channel.proxy, follow_redirects=False) as client:
        answer = client.post(url, json=body, headers=dict(headers or {}))
    if 300 <= answer.status_code < 500 and answer.status_code != 429:
        raise RefusedError(f"HTTP {answer.status_code}: {answer.text[:200]}")
    answer.raise_for_status()
    return answer


def check_code(answer: httpx.Response, *names: str) -> str:
    """The answer's text if one of these codes is 0. Raises RefusedError otherwise: these robots say HTTP 200 to everything."""
    try:
        body = answer.json()
    except ValueError as error:
        raise RefusedError(f"不是 JSON · not JSON: {answer.text[:200]}") from error
    codes = [body[name] for name in names if isinstance(body, dict) and name in body]
    if not codes or codes[0] != 0:
        raise RefusedError(f"对方拒绝 · refused: {answer.text[:200]}")
    return answer.text[:200]


def send_wecom(channel: Channel, message: Message) -> str:
    """WeCom (企业微信) group robot."""
    content = clip_bytes(f"**{message.title}**\n\n{message.text}", WECOM_BYTES)
    answer = post_json(channel, channel.url, {"msgtype": "markdown", "markdown": {"content": content}})
    return check_code(answer, "errcode")


def dingtalk_sign(secret: str, timestamp_ms: int) -> str:
    """The signature DingTalk wants, before it is put into the address."""
    text = f"{timestamp_ms}\n{secret}"
    return b64encode(hmac.new(secret.encode(), text.encode(), sha256).digest()).decode()


def send_dingtalk(channel: Channel, message: Message) -> str:
    """DingTalk (钉钉) group robot."""
    url = channel.url
    if channel.secret:
        now = int(time.time() * 1000)
        joint = "&" if "?" in url else "?"
        url = f"{url}{joint}timestamp={now}&sign={quote_plus(dingtalk_sign(channel.secret, now))}"
    text = clip_bytes(f"#### {message.title}\n\n{message.text}", DINGTALK_BYTES)
    answer = post_json(channel, url, {"msgtype": "markdown", "markdown": {"title": clip_bytes(message.title, 200, "…"), "text": text}})
    return check_code(answer, "errcode")


def feishu_sign(secret: str, timestamp: int) -> str:
    """The signature Feishu wants in the body."""
    return b64encode(hmac.new(f"{timestamp}\n{secret}".encode(), b"", sha256).digest()).decode()


def send_feishu(channel: Channel, message: Message) -> str:
    """Feishu (飞书) or Lark group robot."""
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": clip_bytes(f"{message.title}\n\n{message.text}", FEISHU_BYTES)}}
    if channel.secret:
        now = int(time.time())
        body |= {"timestamp": str(now), "sign": feishu_sign(channel.secret, now)}
    return check_code(post_json(channel, channel.url, body), "code", "StatusCode")


SENDERS: Mapping[str, Callable[[Channel, Message], str]] = {"wecom": send_wecom, "dingtalk": send_dingtalk, "feishu": send_feishu}
