"""E-mail: the digest as text, failing rows as an XLSX beside it.

In: a channel with smtp://host:port, smtp+starttls:// or smtps://, sender and recipients; a message. Out: the recipients.
Raises RefusedError where the server turns recipients or sender away, OSError or smtplib errors where the way fails.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import urlsplit

from flows.io.channels.message import Channel, Message, RefusedError

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def compose_mail(channel: Channel, message: Message) -> EmailMessage:
    """The mail as it is sent."""
    mail = EmailMessage()
    mail["From"] = channel.sender
    mail["To"] = ", ".join(channel.to)
    mail["Subject"] = message.title.replace("\n", " ")
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid("xianzhi", domain="xianzhi.invalid")
    mail.set_content(message.text)
    if message.workbook is not None:
        mail.add_attachment(message.workbook, *XLSX, filename="未过的行.xlsx")
    return mail


def send_mail(channel: Channel, message: Message) -> str:
    """Hand the mail to the server."""
    parts = urlsplit(channel.url)
    port = parts.port or PORTS[parts.scheme]
    host = parts.hostname or "localhost"
    tls = ssl.create_default_context()
    try:
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=channel.timeout, context=tls)
        else:
            server = smtplib.SMTP(host, port, timeout=channel.timeout)
        with server:
            if parts.scheme == "smtp+starttls":
                server.starttls(context=tls)
            if channel.username:
                server.login(channel.username, channel.password)
            refused = server.send_message(compose_mail(channel, message))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError) as error:
        raise RefusedError(str(error)) from error
    if refused:
        raise RefusedError(f"部分收件人被拒 · some recipients refused: {', '.join(refused)}")
    return f"{len(channel.to)} recipients"
