"""Channels: how a message leaves the house.

In: `Message`, a channel's settings. Out: `Delivery` (sent · refused · failed), never an exception for what the other side did.
Robots that answer HTTP 200 with an error code have refused.

Example:
    delivery = deliver(channel, Message("县志·平安县：新出现 1", "…"))
"""

from __future__ import annotations

from collections.abc import Callable

from flows.io.channels.message import Channel, Delivery, Message, RefusedError, redact
from transforms.warehouse.failpoints import reach, register

register("send.before_send", "send.after_send")


def _sender(kind: str) -> Callable[[Channel, Message], str]:
    if kind in ("wecom", "dingtalk", "feishu"):
        from flows.io.channels import robots

        return robots.SENDERS[kind]
    if kind == "webhook":
        from flows.io.channels.webhook import send_webhook

        return send_webhook
    if kind == "mail":
        from flows.io.channels.mail import send_mail

        return send_mail
    from flows.io.channels.others import send_other

    return send_other


def deliver(channel: Channel, message: Message, pause: Callable[[float], object] = lambda seconds: None) -> Delivery:
    """Send once, and again where the way failed (not where the other side refused). `pause` waits between attempts."""
    send = _sender(channel.kind)
    answer = ""
    for attempt in range(1, channel.attempts + 1):
        try:
            reach("send.before_send")
            answer = send(channel, message)
            reach("send.after_send")
        except RefusedError as refusal:
            return Delivery(channel.name, "refused", attempt, redact(str(refusal), channel))
        except Exception as error:  # the way to the other side may fail in any manner; a run never fails for it
            answer = redact(f"{type(error).__name__}: {error}", channel)
            if attempt < channel.attempts:
                pause(2.0**attempt)
            continue
        return Delivery(channel.name, "sent", attempt, redact(answer, channel))
    return Delivery(channel.name, "failed", channel.attempts, answer)


__all__ = ["Channel", "Delivery", "Message", "deliver"]
