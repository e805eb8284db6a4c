"""One run of the sample county for the whole session; tests that change something work on a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def xianzhi(*arguments: str | Path, runner: str = "plain", **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("XIANZHI_", "PREFECT_"))}
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *map(str, arguments)],
        env={**kept, "XIANZHI_RUN__RUNNER": runner, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@dataclass(frozen=True)
class SampleRun:
    """The sample county after its first night, run through Prefect."""

    home: Path
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleRun]:
    home = tmp_path_factory.mktemp("sample") / "county"
    done = xianzhi("sample", "--home", home, runner="prefect")
    assert done.returncode == 0, done.stderr
    yield SampleRun(home, done.stdout, done.stderr)


@pytest.fixture
def sample_copy(sample: SampleRun, tmp_path: Path) -> Path:
    """A workspace of one's own in which the sample county was published once."""
    home = tmp_path / "county"
    shutil.copytree(sample.home, home, symlinks=True, ignore=shutil.ignore_patterns("prefect"))
    return home


@pytest.fixture
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    return xianzhi
