"""One lock per workspace: two runs never write at once, a crashed run never blocks the next.

In: a path. Out: a context in which this process holds the lock, or LockHeld. The file says who holds it: process id, host and the process's
start, so a reused process id is not taken for the old run. The kernel's file lock decides between processes of one host; a lock written by
another host is never taken over by itself.

Example:
    with hold_lock(home / "work" / "lock", run_id): ...
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from flows.exit_codes import LockHeld
from transforms.warehouse.failpoints import reach, register

register("lock.before_write", "lock.after_write", "lock.before_free")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock."""

    pid: int
    host: str
    started: str
    """Start of the process in clock ticks since boot, with the boot's id: no two processes share it."""
    run_id: str

    def is_alive(self) -> bool:
        """Does this very process still run? Another host's always counts as alive: nobody here can know."""
        return self.host != socket.gethostname() or process_start(self.pid) == self.started


def process_start(pid: int) -> str:
    """Boot id and start tick of a process; empty where it does not run."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    fields = stat.rpartition(")")[2].split()
    if fields[0] in ("Z", "X"):
        return ""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{boot}:{fields[19]}"


def read_holder(path: Path) -> Holder | None:
    """Who the file says holds the lock; None for nobody or a torn file."""
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _held(path: Path, holder: Holder | None) -> LockHeld:
    who = f"进程 process {holder.pid} @ {holder.host}, run {holder.run_id}" if holder else "另一进程 · another process"
    return LockHeld(
        f"{path}: 工作区正被使用 · the workspace is in use: {who}. 等它结束；若确认那台机器已停，删除此文件 · "
        "wait for it; if that machine is certainly down, delete this file"
    )


def is_held(path: Path) -> Holder | None:
    """The living holder, if there is one; for doctor and for a quick refusal before Prefect starts."""
    holder = read_holder(path)
    return holder if holder and holder.is_alive() and holder.pid != os.getpid() else None


@contextmanager
def hold_lock(path: Path, run_id: str) -> Iterator[Holder]:
    """Hold the lock. Raises LockHeld where a living process, or another host, holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _held(path, read_holder(path)) from None
        before = read_holder(path)
        if before and before.is_alive():
            raise _held(path, before)
        holder = Holder(os.getpid(), socket.gethostname(), process_start(os.getpid()), run_id)
        reach("lock.before_write")
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(asdict(holder)).encode(), 0)
        os.fsync(handle)
        reach("lock.after_write")
        try:
            yield holder
        finally:
            reach("lock.before_free")
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)
