"""Nights in forked children of one process that has everything loaded (killed_night.py): about a second each.

In: a workspace, a failpoint or a moment. Out: the child's exit status; -9 where it was killed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from transforms.warehouse.failpoints import VARIABLE

NIGHT = Path(__file__).with_name("killed_night.py")
ROOT = NIGHT.parents[2]
KILLED = -9


class Nursery:
    """The process that forks them; one at a time."""

    def __init__(self, home: Path, log: Path) -> None:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("XIANZHI_", "PREFECT_"))}
        self.log = log
        self.killed = 0
        self.process = subprocess.Popen(
            [sys.executable, str(NIGHT), str(home)],
            env={**kept, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log.open("wb"),
            text=True,
        )
        assert self._answer() == "ready"

    def _answer(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line, self.log.read_text(encoding="utf-8", errors="replace")[-4000:]
        return line

    def run(self, home: Path, work: str = "night", failpoint: str = "", moment: float = 0.0, **environment: str) -> int:
        """One child, from its beginning to its end. A child that failed, rather than died, fails the test."""
        variables = {"XIANZHI_PUBLISH__TARGETS": f'["{home / "shared"}"]', **environment}
        if failpoint:
            variables[VARIABLE] = failpoint
        assert self.process.stdin is not None
        order = {"home": str(home), "work": work, "environment": variables, "moment": moment}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        status = json.loads(self._answer())["status"]
        assert status in (0, KILLED), self.log.read_text(encoding="utf-8", errors="replace")[-4000:]
        self.killed += status == KILLED
        return status

    def end(self) -> None:
        """Close the nursery."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)
