"""One run of the sample county for the whole session; tests that change something work on a copy."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import xianzhi


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
