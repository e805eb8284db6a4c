"""One run of the sample county for the whole session; tests that change something work on a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import xianzhi

MAY_BE_AWAY = "the real report"
"""The one reason to skip a test that the gate accepts: that report's text is not ours to ship."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With XIANZHI_REQUIRE_ALL a skipped test is a failed one: the gate has what every test needs."""
    report = yield
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if skipped and os.environ.get("XIANZHI_REQUIRE_ALL") and MAY_BE_AWAY not in str(report.longrepr):
        report.outcome, report.longrepr = "failed", f"XIANZHI_REQUIRE_ALL: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests want told at the end, such as how many nights they killed."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "told":
                terminalreporter.write_line(str(value))


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
