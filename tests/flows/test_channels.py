"""Loopback servers stand in for robots and mail: messages arrive signed, within limits, Chinese intact; refusals are seen."""

from __future__ import annotations

import hmac
import json
import socketserver
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from flows.io.channels import Channel, Message, deliver
from flows.io.channels.message import redact
from flows.io.channels.webhook import SIGNATURE, body_signature

SECRET = "SEC0123456789abcdef"
TOKEN = "0123456789abcdef0123456789abcdef"
MESSAGE = Message(
    "县志·平安县：新出现 1", "【新出现·警告】量级相近（柳桥镇）：1 处。\n例：生产总值5亿元", {"run_id": "r1", "county": "平安县"}
)
LONG = Message("长消息", "数" * 20_000)


class Robot:
    """An HTTP server that keeps what it got and answers as told."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[tuple[int, str]] = []
        robot = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                robot.requests.append((self.path, dict(self.headers), body))
                status, answer = robot.answers.pop(0) if len(robot.answers) > 1 else robot.answers[0]
                data = answer.encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def last(self) -> tuple[str, dict[str, str], dict[str, Any]]:
        path, headers, body = self.requests[-1]
        return path, headers, json.loads(body)


@pytest.fixture
def robot() -> Iterator[Robot]:
    one = Robot()
    yield one
    one.server.shutdown()
    one.server.server_close()


def channel(kind: str, url: str, **more: Any) -> Channel:
    return Channel(name=kind, kind=kind, url=url, **more)


OK = {
    "wecom": '{"errcode":0,"errmsg":"ok"}',
    "dingtalk": '{"errcode":0,"errmsg":"ok"}',
    "feishu": '{"code":0,"msg":"success"}',
}
NO = {
    "wecom": '{"errcode":93000,"errmsg":"invalid webhook url"}',
    "dingtalk": '{"errcode":310000,"errmsg":"sign not match"}',
    "feishu": '{"code":19021,"msg":"sign match fail"}',
}


def text_of(kind: str, body: dict[str, Any]) -> str:
    return {
        "wecom": lambda: body["markdown"]["content"],
        "dingtalk": lambda: body["markdown"]["text"],
        "feishu": lambda: body["content"]["text"],
    }[kind]()


@pytest.mark.parametrize("kind", OK)
def test_a_robot_gets_the_message_whole(robot: Robot, kind: str) -> None:
    robot.answers = [(200, OK[kind])]
    done = deliver(channel(kind, f"{robot.url}/hook?key={TOKEN}", secret="" if kind == "wecom" else SECRET), MESSAGE)
    assert (done.outcome, done.attempts) == ("sent", 1)
    _, _, body = robot.last
    for words in (MESSAGE.title, "柳桥镇", "生产总值5亿元"):
        assert words in text_of(kind, body)


@pytest.mark.parametrize("kind", NO)
def test_http_200_with_an_error_code_is_a_refusal_and_is_not_tried_again(robot: Robot, kind: str) -> None:
    robot.answers = [(200, NO[kind])]
    done = deliver(channel(kind, f"{robot.url}/hook"), MESSAGE)
    assert (done.outcome, done.attempts) == ("refused", 1)
    assert len(robot.requests) == 1


@pytest.mark.parametrize("kind", OK)
@pytest.mark.parametrize("answer", ["<html>maintenance</html>", "[]", "{}"])
def test_an_answer_that_is_no_yes_is_a_refusal(robot: Robot, kind: str, answer: str) -> None:
    robot.answers = [(200, answer)]
    assert deliver(channel(kind, robot.url), MESSAGE).outcome == "refused"


def test_dingtalk_signs_the_address(robot: Robot) -> None:
    robot.answers = [(200, OK["dingtalk"])]
    deliver(channel("dingtalk", f"{robot.url}/robot/send?access_token={TOKEN}", secret=SECRET), MESSAGE)
    query = parse_qs(urlsplit(robot.last[0]).query)
    text = f"{query['timestamp'][0]}\n{SECRET}"
    assert query["sign"] == [b64encode(hmac.new(SECRET.encode(), text.encode(), sha256).digest()).decode()]
    assert query["access_token"] == [TOKEN]


def test_feishu_signs_the_body(robot: Robot) -> None:
    robot.answers = [(200, OK["feishu"])]
    deliver(channel("feishu", robot.url, secret=SECRET), MESSAGE)
    body = robot.last[2]
    assert body["sign"] == b64encode(hmac.new(f"{body['timestamp']}\n{SECRET}".encode(), b"", sha256).digest()).decode()


@pytest.mark.parametrize(("kind", "limit"), [("wecom", 4096), ("dingtalk", 20_000), ("feishu", 20_000)])
def test_long_messages_are_cut_by_bytes_between_characters(robot: Robot, kind: str, limit: int) -> None:
    robot.answers = [(200, OK[kind])]
    assert deliver(channel(kind, robot.url), LONG).outcome == "sent"
    text = text_of(kind, robot.last[2])
    assert limit - 2500 < len(text.encode()) <= limit
    assert text.endswith("…（下略，详见质量页）")
    assert "\ufffd" not in text


def test_a_webhook_is_signed_over_its_bytes(robot: Robot) -> None:
    robot.answers = [(204, "")]
    assert deliver(channel("webhook", f"{robot.url}/in", secret=SECRET), MESSAGE).outcome == "sent"
    _, headers, body = robot.requests[-1]
    assert headers[SIGNATURE] == body_signature(SECRET, body)
    assert json.loads(body) == {"title": MESSAGE.title, "text": MESSAGE.text, "run_id": "r1", "county": "平安县"}


def test_a_server_fault_is_tried_again_and_recovers(robot: Robot) -> None:
    robot.answers = [(503, "busy"), (200, OK["wecom"]), (200, OK["wecom"])]
    waited: list[float] = []
    done = deliver(channel("wecom", robot.url), MESSAGE, waited.append)
    assert (done.outcome, done.attempts, waited) == ("sent", 2, [2.0])


def test_a_way_that_stays_shut_has_failed_and_raises_nothing() -> None:
    done = deliver(channel("webhook", f"http://127.0.0.1:9/{TOKEN}", timeout=1), MESSAGE)
    assert (done.outcome, done.attempts) == ("failed", 3)
    assert TOKEN not in done.detail


@pytest.mark.parametrize("status", [301, 400, 404])
def test_a_client_fault_is_a_refusal(robot: Robot, status: int) -> None:
    robot.answers = [(status, "no")]
    assert deliver(channel("webhook", robot.url), MESSAGE).outcome == "refused"


def test_secrets_are_not_shown() -> None:
    one = channel("dingtalk", f"https://robot.example/send?access_token={TOKEN}", secret=SECRET, password="hunter22")
    shown = redact(f"POST {one.url}&sign=abc%3D {SECRET} hunter22", one)
    for secret in (TOKEN, SECRET, "hunter22", "abc%3D"):
        assert secret not in shown
    assert TOKEN not in repr(one)
    assert SECRET not in repr(one)


class Postbox(socketserver.StreamRequestHandler):
    """As much of SMTP as a mail needs."""

    def handle(self) -> None:
        server: Any = self.server
        self.wfile.write(b"220 loopback\r\n")
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper()
            if word == b"RCPT" and server.refuse and server.refuse in line:
                self.wfile.write(b"550 no such user\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                data = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    data += part[1:] if part.startswith(b"..") else part
                server.mails.append(data)
                self.wfile.write(b"250 ok\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 8BITMIME\r\n" if word == b"EHLO" else b"250 ok\r\n")


@contextmanager
def mail_server(refuse: bytes = b"") -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postbox) as server:
        server.mails, server.refuse = [], refuse  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_mail_arrives_with_its_workbook() -> None:
    with mail_server() as server:
        one = channel("mail", f"smtp://127.0.0.1:{server.server_address[1]}", sender="xianzhi@county.example", to=("wang@county.example",))
        done = deliver(one, Message(MESSAGE.title, MESSAGE.text, {}, b"PK-workbook"))
    assert done.outcome == "sent"
    mail = message_from_bytes(server.mails[0], policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["Subject"] == MESSAGE.title
    body = mail.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").strip() == MESSAGE.text
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "未过的行.xlsx"
    assert attached.get_content() == b"PK-workbook"


def test_a_refused_recipient_is_a_refusal() -> None:
    with mail_server(refuse=b"li@") as server:
        one = channel(
            "mail",
            f"smtp://127.0.0.1:{server.server_address[1]}",
            sender="x@county.example",
            to=("wang@county.example", "li@county.example"),
        )
        assert deliver(one, MESSAGE).outcome == "refused"


def test_an_address_apprise_does_not_know_is_a_refusal() -> None:
    assert deliver(channel("apprise", "nonsense"), MESSAGE).outcome == "refused"


def test_everything_else_goes_through_apprise(robot: Robot) -> None:
    robot.answers = [(200, "ok")]
    assert deliver(channel("apprise", robot.url.replace("http://", "json://")), MESSAGE).outcome == "sent"
    assert "柳桥镇" in robot.last[2]["message"]
