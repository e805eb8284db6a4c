"""Nights that are killed (SIGKILL), and what must hold after: the release is the old one or the new one, whole; readers opened before
see the old one to its end; the next run says what an undisturbed one says.

In: failpoints and random moments, of the modules test_killed (a file for each worker of `make test`). Out: failed assertions; counts.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
from nursery import KILLED, ROOT, Nursery

import flows.river
import flows.stages.backfill
import flows.stages.review  # noqa: F401 (these register the failpoints of flows)
from transforms.publish.manifest import compare_folder, read_manifest
from transforms.warehouse.connection import open_release
from transforms.warehouse.failpoints import registered
from transforms.warehouse.promote import CURRENT_TEXT, current_release

FIRST = "双槐渡镇2018年政府工作报告.txt"
SECOND = "双槐渡镇2020年政府工作报告.txt"
SAMPLE = ROOT / "seeds" / "reports"
SETTINGS = 'name = "汀禾县"\ncounty = "990101"\n[run]\nrunner = "plain"\n[retention]\nreleases = 30\narchive_days = 1\n'
OTHER_WORK = {"backfill.": "backfill", "review.before_seed": "decision", "review.after_seed": "decision", "watch.before_late": "heartbeat"}
"""What reaches the failpoints that a night does not pass."""
OTHER_WORK |= {"watch.after_late": "heartbeat", "alert.": "heartbeat", "send.": "heartbeat"}
OTHER_WORK |= {"retention.before_rename": "prune", "retention.after_rename": "prune"}
OTHER_WORK |= {"retention.before_archive": "prune", "retention.after_archive": "prune"}
POINTS = tuple(name for name in registered() if not name.startswith(("lake.", "staging.")))
"""Those of the province's lake and of Dask's workers are killed at in tests/province, where there are any."""
HALVES = POINTS[: len(POINTS) // 2], POINTS[len(POINTS) // 2 :]
"""A file of tests takes one: the two go side by side."""
WITH_ALL_OUTPUTS = ("publish.", "target.")
"""Nights killed here write workbook and page, too, as do those killed at random moments; they lie in no other failpoint's way."""
COUNTS: Counter[str] = Counter()
TOLD = "told"
"""Name of a test's property that the summary prints (tests/conftest.py)."""


class County:
    """A workspace with one release and one report that waits, and what it says before and after an undisturbed night."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "county"
        for name in ("inbox", "shared"):
            (self.home / name).mkdir(parents=True)
        shutil.copytree(SAMPLE / "seeds", self.home / "seeds")
        self.hook = silent_webhook()
        url = f"http://127.0.0.1:{self.hook.server_port}/"
        settings = f'{SETTINGS}[[alerts.channels]]\nname = "hook"\nkind = "webhook"\nurl = "{url}"\n'
        (self.home / "xianzhi.toml").write_text(settings, encoding="utf-8")
        shutil.copy2(SAMPLE / "inbox" / FIRST, self.home / "inbox")
        self.nursery = Nursery(self.home, folder / "nursery.log")
        assert self.nursery.run(self.home) == 0
        self.before = whole_hash(self.home)
        shutil.copy2(SAMPLE / "inbox" / SECOND, self.home / "inbox")
        after = self.clone()
        assert self.nursery.run(after) == 0
        self.seconds = self.nursery.seconds
        self.after = whole_hash(after)
        assert self.after != self.before
        self.done = after

    def clone(self, of: Path | None = None) -> Path:
        """A copy of the workspace, its releases and all."""
        return Path(shutil.copytree(of or self.home, Path(tempfile.mkdtemp(dir=self.folder)) / "county", symlinks=True))


def silent_webhook() -> ThreadingHTTPServer:
    """A channel that takes every message."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@contextmanager
def killing_county() -> Iterator[County]:
    """A county to kill nights of, in memory where the machine has a folder for that."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="xianzhi-killed-", dir=memory if memory.is_dir() else None))
    made = County(folder)
    try:
        yield made
    finally:
        made.nursery.end()
        made.hook.shutdown()
        shutil.rmtree(folder)


def whole_hash(home: Path) -> str:
    """What the current release says, after it was found whole."""
    release = current_release(home / "releases")
    assert release is not None
    manifest = read_manifest(release)
    assert compare_folder(release, manifest) == []
    assert list(release.rglob("*.wal")) == []
    return manifest["content_hash"]


def cells(con: duckdb.DuckDBPyConnection) -> tuple:
    return con.execute("SELECT count(*), count(value), max(run_id) FROM cell").fetchone()


def survive(county: County, home: Path, which: str, *, lean: bool = False) -> None:
    """The release is whole, old or new; the next run ends as an undisturbed one; so does the copy in the shared folder."""
    assert whole_hash(home) in (county.before, county.after), which
    assert county.nursery.run(home, lean=lean) == 0, which
    assert whole_hash(home) == county.after, which
    shared = home / "shared"
    copied = shared / (shared / CURRENT_TEXT).read_text(encoding="utf-8").strip()
    assert copied.name == current_release(home / "releases").name, which
    assert compare_folder(copied, read_manifest(copied)) == [], which


def killed_with_a_reader(county: County, home: Path, **how) -> int:
    """Kill a run while a reader has the release open: it sees one whole release to its end, a new reader another whole one."""
    with open_release(home / "releases/current/metrics.duckdb") as reader:
        seen = cells(reader)
        status = county.nursery.run(home, **how)
        assert cells(reader) == seen, how
    with open_release(home / "releases/current/metrics.duckdb") as reader:
        assert cells(reader)[0] > 0, how
    return status


def work_for(name: str) -> str:
    return next((work for prefix, work in OTHER_WORK.items() if name.startswith(prefix)), "night")


def prepare(county: County, home: Path, name: str) -> None:
    """What a failpoint needs before it can be reached."""
    if name.startswith("watch.") and "killed" in name:
        assert county.nursery.run(home, failpoint="ops.after_begin") == KILLED
    if name.startswith("migrate."):
        with duckdb.connect(str(home / "work/workshop.duckdb")) as con:
            con.execute("CREATE OR REPLACE MACRO registry_version() AS 'an older one'")
    if name.startswith("fetch."):
        row = f"township,year,url\n双槐渡镇,,http://127.0.0.1:{county.hook.server_port}/\n"
        (home / "seeds/sources.csv").write_text(row, encoding="utf-8")
    if name.startswith("retention."):
        release = current_release(home / "releases")
        shutil.copytree(release, release.with_name("20200101T000000Z-000000"))
        (home / "logs" / "20200101T000000Z-000000.jsonl").write_text("{}\n", encoding="utf-8")
        with duckdb.connect(str(home / "work/workshop.duckdb")) as con:
            con.execute(
                "INSERT INTO raw.document BY NAME SELECT * REPLACE ('0' || sha256[2:] AS sha256, 'duplicate' AS outcome, "
                "DATE '2020-01-01' AS received_at) FROM raw.document LIMIT 1"
            )


def rooms(points: Sequence[str]) -> tuple[str, ...]:
    """What stands before the point in their names."""
    return tuple(dict.fromkeys(name.partition(".")[0] for name in points))


def kill_at_failpoints(county: County, points: Sequence[str]) -> None:
    """One night killed at each, another after it."""
    for name in points:
        home = county.clone()
        prepare(county, home, name)
        lean = not name.startswith(WITH_ALL_OUTPUTS)
        status = killed_with_a_reader(county, home, failpoint=name, work=work_for(name), lean=lean)
        assert status == KILLED, f"{name} was never reached"
        survive(county, home, name, lean=lean)
        shutil.rmtree(home.parent)
        COUNTS["failpoints"] += 1


def counts_told(county: County) -> str:
    """How many nights were killed, for the log."""
    return f"killed: {dict(COUNTS)} of {len(POINTS)} failpoints; {county.nursery.killed} processes killed"


def kill_at_moments(county: County, seeds: range) -> None:
    for seed in seeds:
        home = county.clone()
        moment = random.Random(seed).uniform(0.01, 1.0) * county.seconds
        status = killed_with_a_reader(county, home, moment=moment)
        COUNTS["moments"] += 1
        COUNTS["moments that came too late"] += status == 0
        survive(county, home, f"{moment:.3f} s")
        shutil.rmtree(home.parent)


def open_release_of(home: Path) -> duckdb.DuckDBPyConnection:
    """The workshop; a killed run's log is replayed by opening it for writing first."""
    duckdb.connect(str(home / "work/workshop.duckdb")).close()
    return open_release(home / "work/workshop.duckdb")
