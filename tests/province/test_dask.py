"""Documents read on Dask's workers: the release says what it says without them, whoever is killed on the way."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import ROOT

from transforms.publish.manifest import read_manifest

pytestmark = [pytest.mark.slow, pytest.mark.prefect, pytest.mark.timeout(1200)]
DEADLINE_SECONDS = 600
WORKERS = 2


def fresh_county(sample_home: Path, folder: Path) -> Path:
    """The sample county before its first night."""
    home = folder / "county"
    home.mkdir()
    for name in ("inbox", "seeds"):
        shutil.copytree(sample_home / name, home / name)
    shutil.copy2(sample_home / "xianzhi.toml", home)
    return home


def start_night(home: Path, log: Path, **more: str) -> subprocess.Popen[bytes]:
    own = {"XIANZHI_RUN__RUNNER": "dask", "XIANZHI_RUN__BATCH": "1", "XIANZHI_RUN__WORKERS": str(WORKERS)}
    command = [sys.executable, "-m", "flows.cli", "nightly", "--home", str(home), "--date", "2023-04-10"]
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("XIANZHI_", "PREFECT_"))}
    with log.open("wb") as out:
        return subprocess.Popen(command, cwd=ROOT, env={**kept, "PYTHONPATH": str(ROOT), **own, **more}, stdout=out, stderr=out)


def workers_of(pid: int) -> Iterator[int]:
    """Dask's worker processes below a process: Python's multiprocessing started them."""
    for folder in Path("/proc").iterdir():
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1]) if folder.name.isdigit() else 0
            if parent == pid and b"spawn_main" in (folder / "cmdline").read_bytes():
                yield int(folder.name)
        except OSError:  # gone
            continue


def stored(home: Path) -> int:
    """Documents that the run has told of in its log."""
    return sum(path.read_text(encoding="utf-8").count('"event": "document"') for path in (home / "logs").glob("2*.jsonl"))


def content(home: Path) -> str:
    return read_manifest(home / "releases" / "current")["content_hash"]


def finish(night: subprocess.Popen[bytes], log: Path) -> None:
    try:
        code = night.wait(DEADLINE_SECONDS)
    finally:
        night.kill()  # does nothing where it has ended
    assert code == 0, log.read_text(encoding="utf-8", errors="replace")[-3000:]


def test_dask_says_what_threads_say(sample, tmp_path):
    home, log = fresh_county(sample.home, tmp_path), tmp_path / "night.log"
    finish(start_night(home, log), log)
    assert content(home) == content(sample.home)
    assert not (home / "work" / "staging").exists()


def test_a_cluster_that_runs_already_is_used(sample, tmp_path):
    distributed = pytest.importorskip("distributed")
    home, log = fresh_county(sample.home, tmp_path), tmp_path / "night.log"
    place = {"host": "127.0.0.1", "dashboard_address": None, "local_directory": str(tmp_path / "dask")}
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, **place) as cluster:
        night = start_night(home, log, XIANZHI_RUN__SCHEDULER=cluster.scheduler_address, XIANZHI_RUN__BATCH="10")
        finish(night, log)
        assert list(workers_of(night.pid)) == []
    assert content(home) == content(sample.home)


def test_a_killed_worker_is_survived(sample, tmp_path):
    home, log = fresh_county(sample.home, tmp_path), tmp_path / "night.log"
    night = start_night(home, log)
    until = time.monotonic() + DEADLINE_SECONDS
    while not (stored(home) and (workers := list(workers_of(night.pid)))):
        assert night.poll() is None and time.monotonic() < until, log.read_text(encoding="utf-8", errors="replace")[-3000:]
        time.sleep(0.01)
    os.kill(workers[0], signal.SIGKILL)
    left = len(list((home / "inbox").iterdir())) - stored(home)
    finish(night, log)
    assert left > 0, "the worker was killed too late to prove anything"
    assert content(home) == content(sample.home)


@pytest.mark.parametrize("point", ["staging.before_rename", "staging.after_rename"])
def test_workers_that_keep_dying_cost_nothing_but_time(sample, tmp_path, point):
    home, log = fresh_county(sample.home, tmp_path), tmp_path / "night.log"
    finish(start_night(home, log, XIANZHI_FAILPOINT=f"{point}:12"), log)
    assert content(home) == content(sample.home)


def test_a_run_killed_among_its_batches_is_made_good_by_the_next(sample, tmp_path):
    home, log = fresh_county(sample.home, tmp_path), tmp_path / "night.log"
    assert start_night(home, log, XIANZHI_FAILPOINT="staging.before_clear:5").wait(DEADLINE_SECONDS) == -signal.SIGKILL
    finish(start_night(home, log), log)
    assert content(home) == content(sample.home)
    assert not (home / "work" / "staging").exists()
