"""Killed at every failpoint and at random moments: the release is the old one or the new one, whole; the next run ends as if unhurt."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import flows.river  # noqa: F401 (registers the failpoints of flows)
from transforms.publish.manifest import compare_folder, read_manifest
from transforms.warehouse.failpoints import VARIABLE, registered
from transforms.warehouse.promote import CURRENT_TEXT, current_release

NIGHT = Path(__file__).with_name("killed_night.py")
ROOT = NIGHT.parents[2]
MOMENTS = 8
FIRST = ("双槐渡镇2018年政府工作报告.txt", "2018年石笋湾镇政府工作报告.txt")
SECOND = "双槐渡镇2020年政府工作报告.txt"
ELSEWHERE = ("alert.", "review.")
"""Failpoints of what a night without channels and without decisions does not do."""
POINTS = tuple(name for name in registered() if not name.startswith(ELSEWHERE))
ROOMS = tuple(dict.fromkeys(name.partition(".")[0] for name in POINTS))


def start(home: Path, failpoint: str = "") -> subprocess.Popen[bytes]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("XIANZHI_", "PREFECT_"))}
    environment = {**kept, "PYTHONPATH": str(ROOT), "XIANZHI_PUBLISH__TARGETS": f'["{home / "shared"}"]'}
    if failpoint:
        environment[VARIABLE] = failpoint
    return subprocess.Popen([sys.executable, str(NIGHT), str(home)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> int:
    told = process.communicate()[1].decode()
    assert process.returncode in (0, -9), told
    return process.returncode


def whole_hash(home: Path) -> str:
    """What the current release says, after it was found whole."""
    release = current_release(home / "releases")
    assert release is not None
    manifest = read_manifest(release)
    assert compare_folder(release, manifest) == []
    assert list(release.rglob("*.wal")) == []
    return manifest["content_hash"]


def clone(source: Path, target: Path) -> Path:
    shutil.copytree(source, target, symlinks=True)
    return target


@pytest.fixture(scope="module")
def county(sample, tmp_path_factory):
    """A workspace with one release and one report that waits; what it says before and after an undisturbed night."""
    home = tmp_path_factory.mktemp("killed") / "county"
    shutil.copytree(sample.home, home, ignore=lambda folder, names: [n for n in names if n in ("inbox", "archive", "work", "releases")])
    (home / "inbox").mkdir()
    (home / "shared").mkdir()
    for name in FIRST:
        shutil.copy2(sample.home / "inbox" / name, home / "inbox")
    assert finish(start(home)) == 0
    before = whole_hash(home)
    shutil.copy2(sample.home / "inbox" / SECOND, home / "inbox")
    after = clone(home, home.with_name("undisturbed"))
    assert finish(start(after)) == 0
    assert whole_hash(after) != before
    return home, before, whole_hash(after)


def assert_survived(home: Path, before: str, after: str) -> None:
    """The release is whole; another night ends as an undisturbed one."""
    assert whole_hash(home) in (before, after)
    assert finish(start(home)) == 0
    assert whole_hash(home) == after
    shared = home / "shared"
    copied = shared / (shared / CURRENT_TEXT).read_text(encoding="utf-8").strip()
    assert compare_folder(copied, read_manifest(copied)) == []


@pytest.mark.parametrize("room", ROOMS)
def test_killed_at_every_failpoint(county, tmp_path, room):
    """Each run starts from what the killed one before it left; where that had passed a point already, from the beginning."""
    template, before, after = county
    home = clone(template, tmp_path / "county")
    for number, name in enumerate(name for name in POINTS if name.startswith(f"{room}.")):
        if finish(start(home, name)) == 0:
            home = clone(template, tmp_path / f"county{number}")
            assert finish(start(home, name)) == -9, f"{name} was never reached"
        assert whole_hash(home) in (before, after), name
    assert_survived(home, before, after)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, MOMENTS))])
def test_killed_at_a_random_moment(county, tmp_path, seed):
    template, before, after = county
    home = clone(template, tmp_path / "county")
    process = start(home)
    try:
        process.wait(timeout=random.Random(seed).uniform(0.3, 4.0))
    except subprocess.TimeoutExpired:
        process.kill()
    finish(process)
    assert_survived(home, before, after)


def test_there_are_enough_failpoints():
    assert len(registered()) >= 25
