"""`xianzhi serve`: scheduled runs for a county on one machine, until Ctrl-C or SIGTERM.

In: a workspace, a port of loopback. Out: Prefect's server with the deployments nightly, ingest, backfill and heartbeat, and a worker; their
words in HOME/logs. Everything ends in order.
"""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.console import note, print_json
from flows.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from flows.serving import Service


def command(
    home: Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="本机端口，0 为任选 · port on this machine, 0 picks one")] = 4200,
    check: Annotated[bool, typer.Option("--check", help="只问服务是否在运行 · only ask whether it runs")] = False,
) -> None:
    """定时运行：本机的 Prefect 服务、时刻表和执行器，Ctrl-C 结束 · Scheduled runs on this machine; Ctrl-C ends it."""
    from flows.serving import Service

    workspace = open_workspace(home)
    if check:
        tell_running(workspace)
        return
    keep_running(
        Service(workspace, port, note),
        "已就绪，每晚 02:30（北京时间）运行；Ctrl-C 结束 · ready, runs at 02:30 Asia/Shanghai; Ctrl-C ends it",
    )


def tell_running(workspace: Workspace) -> None:
    """Print how the service is reached. Raises XianzhiError where none runs."""
    from flows.exit_codes import XianzhiError
    from flows.serving import running_service

    told = running_service(workspace)
    if told is None:
        raise XianzhiError("服务没有运行 · not running; xianzhi serve")
    print_json(told)


def keep_running(service: Service, ready: str) -> None:
    """Run a service until Ctrl-C or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with service:
        print(f"http://127.0.0.1:{service.port}", flush=True)
        note(ready)
        service.watch(stop.is_set)
        note("正在结束 · ending")
