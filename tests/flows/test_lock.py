"""Two runs never write at once; a killed one never blocks the next."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import pytest

from flows.exit_codes import LockHeld
from flows.lock import Holder, hold_lock, is_held, process_start, read_holder

HOLD = """
import sys, pathlib
from flows.lock import hold_lock
with hold_lock(pathlib.Path(sys.argv[1]), "other"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(tmp_path):
    """A lock that a living process holds, and the process."""
    path = tmp_path / "work" / "lock"
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield path, process
    process.kill()
    process.wait()


def write(path, **changes):
    path.parent.mkdir(parents=True, exist_ok=True)
    holder = {"pid": os.getppid(), "host": socket.gethostname(), "started": process_start(os.getppid()), "run_id": "before"} | changes
    path.write_text(json.dumps(holder), encoding="utf-8")


def test_a_living_holder_refuses_the_second(held):
    path, process = held
    assert is_held(path).pid == process.pid
    with pytest.raises(LockHeld, match="other"), hold_lock(path, "mine"):
        pass


def test_a_killed_holder_is_taken_over(held):
    path, process = held
    process.kill()
    process.wait()
    with hold_lock(path, "mine") as holder:
        assert read_holder(path) == holder
    assert read_holder(path) is None


STALE = {"dead process": {"pid": 2**22 - 1}, "process id used again": {"started": "another boot:1"}}


@pytest.mark.parametrize("case", STALE)
def test_stale_locks_are_known(tmp_path, case):
    path = tmp_path / "lock"
    write(path, **STALE[case])
    assert is_held(path) is None
    with hold_lock(path, "mine"):
        assert read_holder(path).run_id == "mine"


def test_another_host_is_never_taken_over(tmp_path):
    path = tmp_path / "lock"
    write(path, host="elsewhere", pid=2**22 - 1)
    with pytest.raises(LockHeld, match="elsewhere"), hold_lock(path, "mine"):
        pass


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}'])
def test_a_torn_lock_blocks_nobody(tmp_path, text):
    path = tmp_path / "lock"
    path.write_text(text, encoding="utf-8")
    with hold_lock(path, "mine"):
        assert read_holder(path).run_id == "mine"


def test_holder_of_this_process_is_alive():
    assert Holder(os.getpid(), socket.gethostname(), process_start(os.getpid()), "x").is_alive()


def test_nightly_refuses_with_5(sample_copy, run):
    path = sample_copy / "work" / "lock"
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "held\n"
        done = run("nightly", "--home", sample_copy, "--date", "2023-04-10")
    finally:
        process.kill()
        process.wait()
    assert done.returncode == 5
    assert str(process.pid) in done.stderr
