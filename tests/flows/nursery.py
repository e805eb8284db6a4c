"""Nights in forked children of one process that has everything loaded (killed_night.py): about a second each.

In: a workspace, what to do, a failpoint or a moment. Out: the child's exit status; -9 where it was killed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

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
        self.seconds = 0.0
        """How long the last child took."""
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

    def try_run(
        self, home: Path, work: str = "night", failpoint: str = "", moment: float = 0.0, lean: bool = False, **environment: str
    ) -> tuple[int, str]:
        """One child, from its beginning to its end: its status, its last words."""
        variables = {"XIANZHI_PUBLISH__TARGETS": f'["{home / "shared"}"]', VARIABLE: failpoint, **environment}
        words = self.log.with_suffix(".words")
        words.unlink(missing_ok=True)
        order = {"home": str(home), "work": work, "environment": variables, "moment": moment, "lean": lean, "words": str(words)}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self._answer())
        self.seconds = answer["seconds"]
        self.killed += answer["status"] == KILLED
        return answer["status"], words.read_text(encoding="utf-8", errors="replace")

    def run(self, home: Path, **how: Any) -> int:
        """The same for a child that may only end well or be killed: one that failed, rather than died, fails the test."""
        status, told = self.try_run(home, **how)
        assert status in (0, KILLED), f"{status}: {told[-4000:]}"
        return status

    def end(self) -> None:
        """Close the nursery."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)
