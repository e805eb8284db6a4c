"""Everything else through apprise: its address scheme names the service.

In: a channel whose url is one of apprise's, a message. Out: the word "sent".
Raises RefusedError for an address apprise does not know, OSError where it could not send.
Not for WeCom, DingTalk and Feishu: apprise takes their HTTP 200 with an error code for success.
"""

from __future__ import annotations

from flows.io.channels.message import Channel, Message, RefusedError


def send_other(channel: Channel, message: Message) -> str:
    """Send by apprise."""
    import apprise

    post = apprise.Apprise()
    if not post.add(channel.url):
        raise RefusedError("apprise 不认识这个地址 · apprise does not know this address")
    if not post.notify(title=message.title, body=message.text):
        raise OSError("apprise 未能送出 · apprise could not send")
    return "sent"
