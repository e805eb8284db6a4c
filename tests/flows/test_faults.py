"""What a county's machine does to a night, and what comes of it: disk full, read-only archive, vanished inbox, corrupt workshop, clock set
back, left-over log, two nights at once, fifty readers. Nothing that goes wrong changes the current release; the night after the repair
publishes what an undisturbed one would."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from nursery import ROOT, Nursery

from transforms.publish.manifest import compare_folder, read_manifest
from transforms.warehouse.connection import open_release
from transforms.warehouse.promote import current_release

pytestmark = pytest.mark.timeout(900)
NIGHT = Path(__file__).with_name("one_night.py")
SAMPLE = ROOT / "seeds" / "reports"
FIRST, SECOND = "双槐渡镇2018年政府工作报告.txt", "双槐渡镇2020年政府工作报告.txt"
needs_mounts = pytest.mark.skipif(shutil.which("unshare") is None, reason="needs Linux namespaces (unshare)")


def start(*command: str | Path) -> subprocess.Popen[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("XIANZHI_", "PREFECT_"))}
    paths = f"{ROOT}:{NIGHT.parent}"
    return subprocess.Popen(
        [str(one) for one in command], env={**kept, "PYTHONPATH": paths}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@cache
def nursery() -> Nursery:
    """One for the module; nights that need mounts of their own or run side by side are processes of their own."""
    folder = Path(tempfile.mkdtemp(prefix="xianzhi-faults-"))
    own = Nursery(SAMPLE, folder / "nursery.log")
    atexit.register(shutil.rmtree, folder)
    atexit.register(own.end)
    return own


def night(home: Path) -> tuple[int, str]:
    return nursery().try_run(home, XIANZHI_PUBLISH__TARGETS="[]")


def in_own_mounts(script: str) -> tuple[int, str]:
    process = start("unshare", "--mount", "--map-root-user", "sh", "-c", script)
    told = process.communicate()
    return process.returncode, "".join(told)


def whole_hash(home: Path) -> str:
    release = current_release(home / "releases")
    assert compare_folder(release, read_manifest(release)) == []
    return read_manifest(release)["content_hash"]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A workspace after its first night, another report waiting; and what it will say."""
    home = tmp_path_factory.mktemp("faults") / "county"
    (home / "inbox").mkdir(parents=True)
    shutil.copytree(SAMPLE / "seeds", home / "seeds")
    shutil.copy2(SAMPLE / "xianzhi.toml", home)
    shutil.copy2(SAMPLE / "inbox" / FIRST, home / "inbox")
    assert night(home) == (0, "")
    shutil.copy2(SAMPLE / "inbox" / SECOND, home / "inbox")
    done = Path(shutil.copytree(home, home.with_name("done"), symlinks=True))
    assert night(done) == (0, "")
    return home, whole_hash(done)


@pytest.fixture
def county(template, tmp_path):
    home, after = template
    own = Path(shutil.copytree(home, tmp_path / "county", symlinks=True))
    return own, whole_hash(own), after


def suffer(home: Path, before: str, words: str, run: Callable[[Path], tuple[int, str]] = night, code: int = 1) -> None:
    """The night ends with that code and those words; the release is the same."""
    status, told = run(home)
    assert status == code, told
    assert words in told
    assert whole_hash(home) == before


def recover(home: Path, after: str) -> None:
    status, told = night(home)
    assert status == 0, told
    assert whole_hash(home) == after


@needs_mounts
def test_disk_full(county):
    home, before, after = county
    release = current_release(home / "releases").name
    script = f"""
        set -e
        d=$(mktemp -d); mount -t tmpfs -o size=$(( $(du -sm {home} | cut -f1) + 3 ))m tmpfs $d; cp -a {home} $d/county
        code=0; {sys.executable} {NIGHT} $d/county || code=$?
        test $code -ne 0
        readlink $d/county/releases/current > {home}/../current
        mount -o remount,size=400m $d; {sys.executable} {NIGHT} $d/county; {sys.executable} -m flows.cli verify --home $d/county
        rm -rf {home}; cp -a $d/county {home}
    """
    status, told = in_own_mounts(script)
    assert status == 0, told
    assert "space" in told
    assert "完好" in told
    assert (home.parent / "current").read_text(encoding="utf-8").strip() == release
    assert whole_hash(home) == after
    assert before != after


@needs_mounts
def test_read_only_archive(county):
    home, before, after = county
    archive = home / "archive"

    def without_writing(home: Path) -> tuple[int, str]:
        bind = f"mount --bind {archive} {archive} && mount -o remount,ro,bind {archive}"
        return in_own_mounts(f"{bind} && exec {sys.executable} {NIGHT} {home}")

    suffer(home, before, "Read-only file system", without_writing)
    recover(home, after)


def test_vanished_inbox(county):
    home, before, after = county
    away = (home / "inbox").rename(home / "elsewhere")
    suffer(home, before, "the inbox is gone")
    assert not (home / "inbox").exists()
    away.rename(home / "inbox")
    recover(home, after)


def test_corrupt_workshop(county):
    home, before, after = county
    workshop = home / "work" / "workshop.duckdb"
    workshop.write_bytes(b"\0" * 4096 + workshop.read_bytes()[4096:])
    suffer(home, before, "cannot be opened")
    workshop.rename(workshop.with_suffix(".broken"))
    recover(home, after)


def test_clock_set_back(county):
    home, before, after = county
    release = current_release(home / "releases")
    later = release.with_name("29990101T000000Z-000000")
    shutil.copytree(release, later)
    suffer(home, before, "the clock is behind")
    shutil.rmtree(later)
    recover(home, after)


def test_a_log_beside_the_release_is_never_applied(county):
    home, before, after = county
    log = (home / "releases/current/metrics.duckdb").resolve().with_name("metrics.duckdb.wal")
    log.write_bytes(b"left")
    status, told = night(home)
    assert status == 1
    assert "left-over log" in told
    log.unlink()
    assert whole_hash(home) == before
    recover(home, after)


def test_a_log_beside_the_workshop_of_a_killed_run_is_recovered(county):
    home, _, after = county
    code = "import duckdb,os,sys; c=duckdb.connect(sys.argv[1]); c.execute('CREATE TABLE left_over AS SELECT 1'); os._exit(0)"
    workshop = home / "work" / "workshop.duckdb"
    subprocess.run([sys.executable, "-c", code, str(workshop)], check=True)
    assert workshop.with_name("workshop.duckdb.wal").exists()
    recover(home, after)


def test_two_nights_at_once(county):
    home, _, after = county
    both = [start(sys.executable, NIGHT, home) for _ in range(2)]
    told = [process.communicate()[1] for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 5], [0, 0]), told
    assert whole_hash(home) == after


def test_fifty_readers_throughout_a_publish(county):
    home, _, after = county
    seen: set[tuple[str, str]] = set()
    faults: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                release = (home / "releases/current").resolve()
                with open_release(release / "metrics.duckdb") as con:
                    (run,) = con.execute(RUN).fetchone()
                seen.add((release.name, run))
            except Exception as error:
                faults.append(f"{type(error).__name__}: {error}")
            stop.wait(0.05)

    readers = [threading.Thread(target=read) for _ in range(50)]
    for reader in readers:
        reader.start()
    try:
        recover(home, after)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert faults == []
    assert {name == run for name, run in seen} == {True}, seen
    assert len(seen) >= 1


RUN = "SELECT max(run_id) FROM ops.run"


def test_a_back_up_put_back_goes_on_where_it_stood(county, tmp_path):
    """As docs/operations.md says: the whole workspace without work/prefect, copied between two runs."""
    home, before, after = county
    backup = shutil.copytree(home, tmp_path / "backup", symlinks=True, ignore=shutil.ignore_patterns("prefect"))
    recover(home, after)
    shutil.rmtree(home)
    shutil.copytree(backup, home, symlinks=True)
    checked = start(sys.executable, "-m", "flows.cli", "verify", "--home", home).communicate()
    assert "完好" in checked[0], checked
    assert whole_hash(home) == before
    recover(home, after)


def test_released_files_are_not_writable(county):
    home, *_ = county
    files = [path for path in (home / "releases").rglob("*") if path.is_file() and not path.is_symlink()]
    assert len(files) > 20
    assert [path for path in files if path.stat().st_mode & 0o222] == []
