"""Prefect for real: a cron schedule gets runs, a night needs nothing but loopback, a stop is a Failed run.

The server here is Prefect's own, on loopback, with its state in a temporary folder; nothing is faked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from flows.environment import PREFECT_DEFAULTS, QUIET
from flows.serving import free_port
from transforms.warehouse.connection import open_workshop

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "seeds" / "reports"
PREFECT = Path(sys.executable).with_name("prefect")
DEADLINE = 120
"""Seconds until a condition that the server brings about must hold."""

pytestmark = pytest.mark.prefect


def ask(url: str, body: dict | None = None) -> object:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def wait_for(condition):
    """The condition's first true answer; fails at the deadline."""
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        try:
            if answer := condition():
                return answer
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.3)
    raise AssertionError("the deadline passed")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Prefect's server on loopback; yields its address and the environment of its clients."""
    folder, port = tmp_path_factory.mktemp("prefect"), free_port()
    url = f"http://127.0.0.1:{port}/api"
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "XIANZHI_"))}
    environment = {**kept, **PREFECT_DEFAULTS, **QUIET, "PREFECT_HOME": str(folder), "PREFECT_API_URL": url, "PYTHONPATH": str(ROOT)}
    with (folder / "server.log").open("w") as log:
        command = [PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
        try:
            wait_for(lambda: ask(f"{url}/health"))
            yield url, environment
        finally:
            process.terminate()
            process.wait(timeout=60)


def prefect(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PREFECT, "--no-prompt", *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_deployed_cron_schedule_gets_runs(server, tmp_path):
    url, environment = server
    environment = {**environment, "XIANZHI_HOME": str(tmp_path), "XIANZHI_ROOT": str(ROOT)}
    assert prefect(environment, "work-pool", "create", "xianzhi", "--type", "process").returncode == 0
    deployed = prefect(environment, "deploy", "--all")
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    (nightly,) = (one for one in ask(f"{url}/deployments/filter", {}) if one["name"] == "nightly")
    assert nightly["parameters"] == {"home": str(tmp_path)}
    assert [one["schedule"]["timezone"] for one in nightly["schedules"]] == ["Asia/Shanghai"]
    wanted = {"deployments": {"id": {"any_": [nightly["id"]]}}, "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    runs = wait_for(lambda: ask(f"{url}/flow_runs/filter", wanted))
    assert all(one["expected_start_time"].split("T")[1].startswith("18:30") for one in runs)


PLANTED = {"HOOK_URL": "http://127.0.0.1:9/send?access_token=planted-token-7f3a", "HOOK_SECRET": "planted-secret-91c4"}
CHANNEL = '\n[[alerts.channels]]\nname = "{kind}"\nkind = "{kind}"\nurl = "env:HOOK_URL"\nsecret = "env:HOOK_SECRET"\nattempts = 1\n'


def files_holding(words: list[str], *folders: Path) -> list[str]:
    paths = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [f"{path}: {word}" for path in paths for word in words if word.encode() in path.read_bytes()]


@pytest.fixture
def county(tmp_path):
    """A workspace with one report in its inbox."""
    home = tmp_path / "county"
    (home / "inbox").mkdir(parents=True)
    shutil.copytree(SAMPLE / "seeds", home / "seeds")
    shutil.copy2(SAMPLE / "xianzhi.toml", home)
    shutil.copy2(SAMPLE / "inbox" / "双槐渡镇2018年政府工作报告.txt", home / "inbox")
    return home


def test_a_stop_is_a_failed_run_and_a_good_night_completed(server, county):
    url, environment = server
    environment = environment | PLANTED
    command = [sys.executable, "-m", "flows.cli", "nightly", "--home", str(county), "--date", "2023-04-10"]
    good = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stderr
    with (county / "xianzhi.toml").open("a", encoding="utf-8") as settings:
        settings.writelines(CHANNEL.format(kind=kind) for kind in ("dingtalk", "webhook"))
    with open_workshop(county / "work/workshop.duckdb") as con:
        con.execute("UPDATE read.claim SET quote = '改动' WHERE claim_id = (SELECT min(claim_id) FROM read.claim)")
    stopped = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert stopped.returncode == 3, stopped.stderr
    runs = ask(f"{url}/flow_runs/filter", {"sort": "START_TIME_DESC", "flow_runs": {"name": {"like_": "nightly 2023-04-10"}}})
    assert [one["state"]["type"] for one in runs] == ["FAILED", "COMPLETED"]
    artifacts = ask(f"{url}/artifacts/filter", {"sort": "CREATED_DESC"})
    assert {one["key"] for one in artifacts} >= {"xianzhi-summary", "xianzhi-checks"}
    assert "已停止" in next(one["data"] for one in artifacts if one["key"] == "xianzhi-summary")
    with open_workshop(county / "work/workshop.duckdb") as con:
        tried = con.execute("SELECT channel, outcome FROM ops.alert WHERE run_id = (SELECT max(run_id) FROM ops.run)").fetchall()
    assert tried and {outcome for _, outcome in tried} == {"failed"}, tried
    told = good.stdout + good.stderr + stopped.stdout + stopped.stderr
    secrets = ["planted-token-7f3a", "planted-secret-91c4"]
    assert [word for word in secrets if word in told] == []
    assert files_holding(secrets, county, Path(environment["PREFECT_HOME"])) == []


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs Linux namespaces (unshare)")
def test_a_night_needs_nothing_but_loopback(county, tmp_path):
    up = "import fcntl,socket,struct;s=socket.socket();fcntl.ioctl(s,0x8914,struct.pack('16sh',b'lo',0x49))"
    script = f'"{sys.executable}" -c "{up}" && "{sys.executable}" -m flows.cli nightly --home "{county}"'
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "XIANZHI_"))}
    done = subprocess.run(
        ["unshare", "--net", "--map-root-user", "sh", "-c", script],
        env={**kept, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (county / "releases/current/metrics.duckdb").is_file()
