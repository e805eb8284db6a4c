"""A web site on loopback that does everything a web site may do wrong. In: nothing. Out: a server that keeps what it was asked."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

PAGE = "<html><head><title>{title}</title></head><body><div id='zoom'>{body}</div></body></html>"
BOMB = gzip.compress(b"\0" * (64 << 20))
Answer = bytes | Callable[["Site", socket.socket, str], None]


def answer(body: bytes | str, status: str = "200 OK", **headers: str) -> bytes:
    """An answer as the wire has it; `content_length` says another length than the true one."""
    data = body.encode() if isinstance(body, str) else body
    told = {"Content-Length": str(len(data)), "Content-Type": "text/html; charset=utf-8"}
    told |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items()), "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + data


def redirect(to: str) -> bytes:
    return answer("", "302 Found", location=to)


def drip(head: bytes, every: bytes) -> Callable[[Site, socket.socket, str], None]:
    """An answer that never ends: a few bytes now and then, until the other side hangs up or the site closes."""

    def write(site: Site, peer: socket.socket, _asked: str) -> None:
        peer.sendall(head)
        while not site.closed.wait(0.05):
            peer.sendall(every)

    return write


def conditional(body: str, etag: str) -> Callable[[Site, socket.socket, str], None]:
    """304 to whoever has it already."""

    def write(_site: Site, peer: socket.socket, asked: str) -> None:
        has = f"if-none-match: {etag}".lower() in asked.lower()
        peer.sendall(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n" if has else answer(body, etag=etag))

    return write


AWKWARD: dict[str, tuple[Answer, str]] = {
    "/good.html": (answer("ok"), "fetched"),
    "/packed.html": (answer(gzip.compress(b"ok"), content_encoding="gzip"), "fetched"),
    "/moved.html": (redirect("/good.html"), "fetched"),
    "/gone.html": (answer("no", "404 Not Found"), "not_found"),
    "/gone-for-good.html": (answer("no", "410 Gone"), "not_found"),
    "/forbidden.html": (answer("no", "403 Forbidden"), "refused_there"),
    "/broken-server.html": (answer("no", "502 Bad Gateway"), "server_error"),
    "/empty.html": (answer(""), "empty"),
    "/loop.html": (redirect("/loop.html"), "redirect_loop"),
    "/to-another-host.html": (redirect("http://www.example.com/report.html"), "other_host"),
    "/to-another-port.html": (redirect("http://127.0.0.1:1/"), "other_host"),
    "/to-metadata.html": (redirect("http://169.254.169.254/latest/meta-data/"), "private_address"),
    "/to-a-file.html": (redirect("file:///etc/passwd"), "not_allowed"),
    "/to-a-password.html": (redirect("//user:secret@127.0.0.1/"), "not_allowed"),
    "/to-nonsense.html": (redirect("http://[::1/"), "broken_off"),
    "/truncated.html": (answer("half of it", content_length="1000"), "broken_off"),
    "/wrong-length.html": (answer("ok and more that nobody asked for", content_length="2"), "fetched"),
    "/no-length.html": (answer("ok", content_length="many"), "broken_off"),
    "/half-packed.html": (answer(gzip.compress(b"a" * 10_000)[:-12], content_encoding="gzip"), "broken_off"),
    "/not-packed.html": (answer("plain", content_encoding="gzip"), "broken_off"),
    "/strange-packing.html": (answer("x", content_encoding="br"), "broken_off"),
    "/bomb.html": (answer(BOMB, content_encoding="gzip"), "too_large"),
    "/large.html": (answer(b"x" * (3 << 20)), "too_large"),
    "/endless.html": (drip(b"HTTP/1.1 200 OK\r\n\r\n", b"."), "too_slow"),
    "/endless-head.html": (drip(b"HTTP/1.1 200 OK\r\nX: ", b"."), "too_slow"),
    "/silent.html": (drip(b"", b""), "too_slow"),
    "/not-http.html": (b"SSH-2.0-OpenSSH\r\n", "broken_off"),
    "/hung-up.html": (b"", "broken_off"),
    "/private/report.html": (answer("ok"), "robots"),
    "/list/a.doc?id=1": (answer("ok"), "robots"),
}
"""Path → what the site says to it, and what the fetcher must make of it."""
ROBOTS = "User-agent: *\nDisallow: /private/\nDisallow: /*.doc?id="


@dataclass
class Site:
    """The server. `answers` by path; what is not there is a 404."""

    answers: dict[str, Answer] = field(
        default_factory=lambda: {"/robots.txt": answer(ROBOTS)} | {path: one for path, (one, _) in AWKWARD.items()}
    )
    asked: list[str] = field(default_factory=list)
    """Requests, heads only."""
    closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.place = f"127.0.0.1:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.asked]

    def close(self) -> None:
        self.closed.set()
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._listener.accept()
                threading.Thread(target=self._speak, args=(peer,), daemon=True).start()

    def _speak(self, peer: socket.socket) -> None:
        with peer, suppress(OSError):
            asked = b""
            while b"\r\n\r\n" not in asked and (more := peer.recv(4096)):
                asked += more
            head = asked.decode("latin-1")
            if not head:
                return
            self.asked.append(head)
            found = self.answers.get(head.split(" ")[1], answer("no such page", "404 Not Found"))
            if isinstance(found, bytes):
                peer.sendall(found)
            else:
                found(self, peer, head)
