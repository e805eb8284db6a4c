"""The service's way of asking Prefect: a busy server is asked again, another fault is told."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from flows import serving
from flows.workspace import make_workspace


@pytest.fixture
def service(tmp_path, monkeypatch):
    """A service whose server answers what the test says, in this order."""
    answers: list[int] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(answers.pop(0))
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"true")

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(serving, "PAUSE", 0.01)
    yield serving.Service(make_workspace(tmp_path / "county")[0], server.server_port), answers
    server.shutdown()


def test_a_busy_server_is_asked_again(service):
    asked, answers = service
    answers += [503, 503, 200]
    assert asked.ask("/health") is True
    assert answers == []


def test_a_server_that_stays_busy_is_told(service, monkeypatch):
    asked, answers = service
    monkeypatch.setattr(serving, "BUSY_SECONDS", 0.0)
    answers += [503] * 9
    with pytest.raises(httpx.HTTPStatusError):
        asked.ask("/health")
    assert not asked.is_healthy()


def test_another_fault_is_told_at_once(service):
    asked, answers = service
    answers += [500, 200]
    with pytest.raises(httpx.HTTPStatusError):
        asked.ask("/health")
