"""Everything that a county needs on one machine: Prefect's server on loopback, its deployments, a process worker.

In: a workspace, a port. Out: `Service`, which starts the parts, watches them, starts again what died, and ends them in order. A run
whose worker was killed is ended, marked Crashed on the Prefect page and told to the operator; the next run recovers.

Prefect runs in processes of its own (its state in HOME/work/prefect, its words in HOME/logs/serve-*.log) and is asked over its HTTP
interface, so this module imports none of it.

Example:
    with Service(workspace, port=4200) as service:
        service.watch(until=stop.is_set)
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

import flows
from flows.environment import prefect_environment
from flows.exit_codes import LockHeld, UsageProblem, XianzhiError
from flows.lock import hold_lock, process_start
from flows.night import start_night
from flows.stages.watch import note_killed
from flows.workspace import Workspace

HOST = "127.0.0.1"
POOL = "xianzhi"
ROOT = Path(flows.__file__).resolve().parents[1]
"""The folder that holds flows/: the checkout, or site-packages."""
START_SECONDS, STOP_SECONDS, BUSY_SECONDS, PAUSE = 180.0, 30.0, 60.0, 1.0
LARGEST_LOG = 10 * 1024 * 1024
UNFINISHED = {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING", "CANCELLING"]}}}}


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Does nobody listen there?"""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0


def service_file(workspace: Workspace) -> Path:
    """Where a running service says how it is reached."""
    return workspace.work / "serve.json"


def running_service(workspace: Workspace) -> dict[str, Any] | None:
    """The living service of this workspace: url, port, pid, started; None where there is none."""
    try:
        told = json.loads(service_file(workspace).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return told if isinstance(told, dict) and process_start(told.get("pid", 0)) == told.get("started") else None


def processes_of_run(flow_run_id: str) -> list[int]:
    """Processes of this machine that work on a flow run, by what Prefect put into their environment."""
    mark, found = f"PREFECT__FLOW_RUN_ID={flow_run_id}".encode(), []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:  # gone, or another user's
            continue
    return found


def die_with_parent() -> None:
    """In a fresh child: Linux ends it when this process is gone, however that went (prctl PR_SET_PDEATHSIG), so no part is left behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def end_process(process: subprocess.Popen[bytes], seconds: float = STOP_SECONDS) -> None:
    """Ask a process to end, and end it where it does not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass
class Service:
    """The parts of one county's service, or of a province's, as processes of this one."""

    workspace: Workspace
    """Where the service's own state lies: the county's, or the folder of the province's register."""
    port: int = 4200
    tell: Callable[[str], object] = print
    homes: tuple[Path, ...] = ()
    """Workspaces whose nights run here; by default the one above."""
    prefect_file: Path = Path("flows/prefect.yaml")
    """What is deployed; relative to ROOT."""
    at_once: int = 4
    """Runs at one time."""
    server: subprocess.Popen[bytes] | None = field(default=None, init=False)
    worker: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Of Prefect's interface."""
        return f"http://{HOST}:{self.port}/api"

    def environment(self) -> Mapping[str, str]:
        """What the parts see: Prefect's state in the workspace, this server, no telemetry."""
        prefect_environment(self.workspace.home)
        own = {
            "PREFECT_API_URL": self.url,
            "PREFECT_SERVER_API_HOST": HOST,
            "PREFECT_SERVER_API_PORT": str(self.port),
            "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
            "PREFECT_LOGGING_LEVEL": os.environ.get("XIANZHI_SERVE_LOG", "WARNING"),
            "PREFECT_WORKER_QUERY_SECONDS": "5",
            "XIANZHI_HOME": str(self.workspace.home),
            "XIANZHI_ROOT": str(ROOT),
        }
        return {key: value for key, value in os.environ.items() if not key.startswith("XIANZHI_RUN__")} | own

    def __enter__(self) -> Service:
        """Start everything. Raises UsageProblem where one runs already or the port is taken, XianzhiError where a part does not start."""
        if told := running_service(self.workspace):
            raise UsageProblem(f"{self.workspace.home}: 服务已在运行 · a service runs already: pid {told['pid']}, {told['url']}")
        self.port = self.port or free_port()
        if not is_free(self.port):
            raise UsageProblem(f"{HOST}:{self.port}: 端口被占用 · the port is taken; --port 0 任选一个 · picks one")
        try:
            self._start_server()
            self._prefect("work-pool", "create", POOL, "--type", "process", "--overwrite")
            self._prefect("work-pool", "set-concurrency-limit", POOL, str(self.at_once))
            self._prefect("deploy", "--all", "--prefect-file", str(self.prefect_file))
            self.settle_crashed()
            self._start_worker()
        except BaseException:
            self.__exit__()
            raise
        started = process_start(os.getpid())
        told = {"url": self.url, "port": self.port, "pid": os.getpid(), "started": started}
        service_file(self.workspace).write_text(json.dumps(told), encoding="utf-8")
        return self

    def __exit__(self, *details: object) -> None:
        """End the worker, its runs, the server, in this order."""
        service_file(self.workspace).unlink(missing_ok=True)
        if self.worker:
            end_process(self.worker)
        if self.server and self.server.poll() is None:
            self.settle_crashed()
            end_process(self.server)

    def _log(self, name: str) -> Path:
        path = self.workspace.logs / f"serve-{name}.log"
        if path.is_file() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".log.old"))
        return path

    def _start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with self._log(name).open("ab") as log:
            command = [sys.executable, "-m", "prefect", *arguments]
            # A session of its own: Ctrl-C reaches this process only, which ends the others in order.
            return subprocess.Popen(
                command,
                env=dict(self.environment()),
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.workspace.work,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def _start_server(self) -> None:
        self.tell(f"Prefect {self.url}")
        self.server = self._start("server", "server", "start", "--host", HOST, "--port", str(self.port))
        until = time.monotonic() + START_SECONDS
        while not self.is_healthy():
            if self.server.poll() is not None or time.monotonic() > until:
                raise XianzhiError(f"Prefect 服务没有启动 · the server did not start: {self.workspace.logs / 'serve-server.log'}")
            time.sleep(0.3)

    def _start_worker(self) -> None:
        self.worker = self._start("worker", "worker", "start", "--pool", POOL, "--type", "process", "--name", f"xianzhi-{os.getpid()}")

    def _prefect(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
        done = subprocess.run(command, env=dict(self.environment()), cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise XianzhiError(f"prefect {' '.join(arguments)}: {(done.stdout + done.stderr).strip()[-2000:]}")

    def ask(self, path: str, body: object = None) -> Any:
        """Ask Prefect's interface; again while it says 503 (its database is busy), as Prefect's own clients do. Raises httpx.HTTPError."""
        until = time.monotonic() + BUSY_SECONDS
        with httpx.Client(timeout=15, trust_env=False) as client:
            while True:
                answer = client.get(self.url + path) if body is None else client.post(self.url + path, json=body)
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > until:
                    break
                time.sleep(PAUSE)
        answer.raise_for_status()
        return answer.json()

    def is_healthy(self) -> bool:
        """Does the server answer?"""
        try:
            return bool(self.ask("/health"))
        except httpx.HTTPError:
            return False

    def settle_crashed(self) -> list[str]:
        """End what still works without a worker, mark those runs Crashed, tell the operator. Returns the names of the flow runs."""
        try:
            left = self.ask("/flow_runs/filter", UNFINISHED)
        except httpx.HTTPError:
            return []
        for one in left:
            self._end_run(one["id"])
            state = {"type": "CRASHED", "name": "Crashed", "message": "执行它的进程没有了 · the process that ran it is gone"}
            self.ask(f"/flow_runs/{one['id']}/set_state", {"state": state, "force": True})
        for home in self.homes or (self.workspace.home,):
            night = start_night(home)
            try:
                with hold_lock(night.workspace.lock, night.run_id):
                    note_killed(night)
            except LockHeld:  # a night from the command line goes on: it is no business of ours
                continue
        return [one["name"] for one in left]

    def _end_run(self, flow_run_id: str) -> None:
        until = time.monotonic() + STOP_SECONDS
        while living := processes_of_run(flow_run_id):
            wanted = signal.SIGTERM if time.monotonic() < until else signal.SIGKILL
            for pid in living:
                try:
                    os.kill(pid, wanted)
                except ProcessLookupError:
                    continue
            time.sleep(PAUSE)

    def watch(self, until: Callable[[], bool]) -> None:
        """Keep the parts alive until told to end. Raises XianzhiError where the server died: systemd starts the whole service again."""
        while not until():
            if self.server is None or self.server.poll() is not None:
                raise XianzhiError(f"Prefect 服务已停 · the server has died: {self.workspace.logs / 'serve-server.log'}")
            if self.worker is None or self.worker.poll() is not None:
                crashed = self.settle_crashed()
                self.tell(f"执行器没有了，已重启 · the worker was gone and is started again; crashed: {', '.join(crashed) or '—'}")
                self._start_worker()
            time.sleep(PAUSE)
