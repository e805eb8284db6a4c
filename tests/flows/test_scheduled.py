"""Scheduled for real: `xianzhi serve` on loopback, a cron run that starts by itself and publishes, a killed worker whose run is marked
Crashed and told, a next run that recovers, an end in order. One service for all of it: its start is what takes time."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.serving import processes_of_run, running_service
from flows.workspace import Workspace
from transforms.publish.manifest import compare_folder, read_manifest
from transforms.warehouse.promote import current_release

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 240
"""Seconds until a condition must hold."""
FIRST, SECOND = "双槐渡镇2018年政府工作报告.txt", "双槐渡镇2020年政府工作报告.txt"

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(1500)]


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
        found = self.ask(f"/deployments/{self.deployments[name]['id']}/create_flow_run", {"parameters": parameters})
        return found["id"]

    def ends(self, run_id: str, *states: str) -> str:
        ended = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
        state = wait_for(lambda: self.of(run_id) in ended and self.of(run_id), "the run ends")
        assert state in states, self.ask(f"/flow_runs/{run_id}")["state"]
        return state


@pytest.fixture(scope="module")
def served(sample, tmp_path_factory):
    home = tmp_path_factory.mktemp("served") / "county"
    shutil.copytree(sample.home, home, ignore=lambda folder, names: [n for n in names if n in ("inbox", "archive", "work", "releases")])
    for name in ("inbox", "work"):
        (home / name).mkdir()
    shutil.copy2(sample.home / "inbox" / FIRST, home / "inbox")
    one = Served(home)
    yield one
    if one.process.poll() is None:
        one.process.terminate()
        one.process.wait(timeout=DEADLINE)


def test_all_four_are_deployed(served):
    assert sorted(served.deployments) == ["backfill", "heartbeat", "ingest", "nightly"]
    nightly = served.deployments["nightly"]
    assert [(one["schedule"]["cron"], one["schedule"]["timezone"]) for one in nightly["schedules"]] == [("30 2 * * *", "Asia/Shanghai")]
    assert nightly["concurrency_limit"] == 1 or nightly["global_concurrency_limit"]["limit"] == 1
    assert set(nightly["tags"]) == {"xianzhi", "nightly"}
    assert nightly["work_pool_name"] == "xianzhi"


def test_a_cron_run_starts_by_itself_and_publishes(served):
    nightly = served.deployments["nightly"]["id"]
    every_minute = {"cron": "* * * * *", "timezone": "Asia/Shanghai"}
    (schedule,) = served.ask(f"/deployments/{nightly}/schedules", [{"schedule": every_minute, "active": True}])
    ended = ("COMPLETED", "FAILED", "CRASHED")
    done = wait_for(lambda: [one for one in served.runs("nightly") if one["state"]["type"] in ended], "a cron run ends")
    assert {one["state"]["type"] for one in done} == {"COMPLETED"}, done
    with httpx.Client(trust_env=False, timeout=20) as client:
        client.delete(f"{served.told['url']}/deployments/{nightly}/schedules/{schedule['id']}").raise_for_status()
    assert all(one["auto_scheduled"] for one in done)
    release = current_release(served.home / "releases")
    assert compare_folder(release, read_manifest(release)) == []
    wait_for(lambda: not [one for one in served.runs("nightly") if one["state"]["type"] in ("RUNNING", "PENDING")], "no run is left")
    names = {one["key"] for one in served.ask("/artifacts/latest/filter", {})}
    assert names >= {"xianzhi-summary", "xianzhi-checks"}


def test_a_killed_worker_is_told_and_the_next_run_recovers(served):
    before = current_release(served.home / "releases")
    shutil.copy2(ROOT / "seeds/reports/inbox" / SECOND, served.home / "inbox")
    run = served.start("nightly")
    wait_for(lambda: served.of(run) == "RUNNING" and (served.home / "work/lock").read_text(encoding="utf-8"), "the run works")
    (worker,) = [pid for pid in children_of(served.process.pid) if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(worker, signal.SIGKILL)
    served.ends(run, "CRASHED")
    wait_for(lambda: not processes_of_run(run), "nothing works on without a worker")
    wait_for(lambda: any("运行中断" in one["text"] for one in served.hook.told), "the operator is told")
    assert current_release(served.home / "releases") == before
    served.ends(served.start("nightly"), "COMPLETED")
    after = current_release(served.home / "releases")
    assert after != before
    assert compare_folder(after, read_manifest(after)) == []
    assert any("已恢复" in one["text"] for one in served.hook.told)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def test_heartbeat_and_backfill_run(served):
    served.ends(served.start("heartbeat"), "COMPLETED")
    served.ends(served.start("backfill", from_year=2018, to_year=2018, reason="试 · trial"), "COMPLETED")


def test_a_stop_ends_everything_in_order(served):
    parts = children_of(served.process.pid)
    assert len(parts) >= 2
    served.process.terminate()
    assert served.process.wait(timeout=DEADLINE) == 0, (served.home / "serve.log").read_text(encoding="utf-8")
    assert running_service(served.workspace) is None
    assert [pid for pid in parts if Path(f"/proc/{pid}").exists()] == []
