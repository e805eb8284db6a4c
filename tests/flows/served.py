"""`xianzhi serve` for real, as tests use it: a workspace, its service on loopback, a webhook that keeps what it is told.

In: a workspace. Out: `Served`, which starts deployments and says what became of their runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from flows.serving import running_service
from flows.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 240
"""Seconds until a condition must hold."""


def wait_for(condition, why: str):
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        try:
            if answer := condition():
                return answer
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise AssertionError(f"the deadline passed: {why}")


class Hook:
    """A webhook that keeps what it is told."""

    def __init__(self) -> None:
        told: list[dict[str, Any]] = []

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *words: object) -> None:
                pass

        self.told, self.server = told, ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Served:
    """A workspace, its service, its webhook."""

    def __init__(self, home: Path) -> None:
        self.home, self.workspace, self.hook = home, Workspace(home), Hook()
        toml = f'\n[[alerts.channels]]\nname = "hook"\nkind = "webhook"\nurl = "http://127.0.0.1:{self.hook.server.server_port}/"\n'
        with (home / "xianzhi.toml").open("a", encoding="utf-8") as settings:
            settings.write(toml)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "XIANZHI_"))}
        command = [sys.executable, "-m", "flows.cli", "serve", "--home", str(home), "--port", "0"]
        self.log = (home / "serve.log").open("wb")
        self.process = subprocess.Popen(command, env={**kept, "PYTHONPATH": str(ROOT)}, stdout=self.log, stderr=subprocess.STDOUT)
        self.told = wait_for(lambda: running_service(self.workspace) or self.process.poll(), "the service starts")
        assert isinstance(self.told, dict), (home / "serve.log").read_text(encoding="utf-8")
        deployed = self.ask("/deployments/filter", {})
        self.deployments = {one["name"]: one for one in deployed}

    def ask(self, path: str, body: object = None) -> Any:
        with httpx.Client(trust_env=False, timeout=20) as client:
            url = self.told["url"] + path
            answer = client.get(url) if body is None else client.post(url, json=body)
        answer.raise_for_status()
        return answer.json()

    def runs(self, name: str) -> list[dict[str, Any]]:
        wanted = {"deployments": {"id": {"any_": [self.deployments[name]["id"]]}}, "sort": "EXPECTED_START_TIME_DESC"}
        return self.ask("/flow_runs/filter", wanted)

    def of(self, run_id: str) -> str:
        return self.ask(f"/flow_runs/{run_id}")["state"]["type"]

    def start(self, name: str, **parameters: object) -> str:
        path = f"/deployments/{self.deployments[name]['id']}/create_flow_run"
        order = {"parameters": parameters, "idempotency_key": uuid4().hex}  # a busy server says 503; asked again it starts one run only
        return wait_for(lambda: self.ask(path, order), "the server takes the run")["id"]

    def ends(self, run_id: str, *states: str) -> str:
        ended = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
        state = wait_for(lambda: self.of(run_id) in ended and self.of(run_id), "the run ends")
        assert state in states, self.ask(f"/flow_runs/{run_id}")["state"]
        return state

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=DEADLINE)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
