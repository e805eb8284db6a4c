"""The command line as tests call it. In: arguments and environment. Out: the finished process with its output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
