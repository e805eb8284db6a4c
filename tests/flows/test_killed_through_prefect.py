"""Killed at random moments while Prefect runs it: deployment, worker, a process of its own. Each time the run is marked Crashed, the
release is the old one or the new one, whole, and the next run through Prefect ends as an undisturbed one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest
from command_line import xianzhi
from killing import TOLD, whole_hash
from served import ROOT, Served, wait_for

from flows.lock import is_held
from flows.serving import processes_of_run
from flows.workspace import Workspace

INBOX = ROOT / "seeds/reports/inbox"
MOMENTS = 5
REPORTS = sorted(INBOX.glob("*镇20*.txt"))[: MOMENTS + 1]
DAY = "2023-04-10"

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(1800)]


def new_home(home: Path) -> Path:
    (home / "inbox").mkdir(parents=True)
    shutil.copytree(ROOT / "seeds/reports/seeds", home / "seeds")
    shutil.copy2(ROOT / "seeds/reports/xianzhi.toml", home)
    return home


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    one = Served(new_home(tmp_path_factory.mktemp("killed") / "county"))
    yield one
    one.end()


def receive(report: Path, *homes: Path) -> None:
    for home in homes:
        shutil.copy2(report, home / "inbox")


def kill_run(served: Served, run: str) -> int:
    """SIGKILL to every process that works on the run. Returns how many there were."""
    living = processes_of_run(run)
    for pid in living:
        os.kill(pid, signal.SIGKILL)
    return len(living)


def test_killed_at_random_moments_through_prefect(served, tmp_path, record_property):
    undisturbed = new_home(tmp_path / "undisturbed")
    first, *others = REPORTS
    receive(first, served.home, undisturbed)
    run = served.start("nightly", business_date=DAY)
    wait_for(lambda: works(served), "the run works")
    began = time.monotonic()
    served.ends(run, "COMPLETED")
    length = time.monotonic() - began
    killed = too_late = 0
    for seed, report in enumerate(others):
        before = whole_hash(served.home)
        receive(report, served.home, undisturbed)
        assert xianzhi("nightly", "--home", undisturbed, "--date", DAY).returncode == 0
        after = whole_hash(undisturbed)
        assert after != before
        run = served.start("nightly", business_date=DAY)
        wait_for(lambda: works(served), "the run works")
        time.sleep(random.Random(seed).uniform(0.0, length))  # the moment itself: nothing is waited for
        if kill_run(served, run):
            killed += served.ends(run, "CRASHED", "COMPLETED") == "CRASHED"
        else:
            served.ends(run, "COMPLETED")
            too_late += 1
        assert whole_hash(served.home) in (before, after), seed
        served.ends(served.start("nightly", business_date=DAY), "COMPLETED")
        assert whole_hash(served.home) == after, seed
    assert killed >= 1
    record_property(TOLD, f"killed through Prefect: {killed} runs at {MOMENTS} moments, {too_late} came too late")


def works(served: Served) -> bool:
    return is_held(Workspace(served.home).lock) is not None
