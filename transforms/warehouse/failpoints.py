"""Named points at which a test may kill the process: every boundary that must survive `kill -9`.

In: the environment variable XIANZHI_FAILPOINT, "name" or "name:3" (at the third time). Out: nothing, or the process is gone (SIGKILL).
A name that is not registered raises, so a test that walks `FAILPOINTS` knows that it walked them all.

Example:
    reach("promote.after_rename")
"""

from __future__ import annotations

import os
import signal
from collections import Counter

FAILPOINTS: tuple[str, ...] = (
    "store.before_commit",
    "store.after_commit",
    "migrate.before_checkpoint",
    "migrate.before_backup",
    "migrate.after_backup",
    "migrate.before_commit",
    "migrate.after_commit",
    "content.before_copy",
    "content.after_schema",
    "content.after_rows",
    "content.after_copy",
    "sync.before_sync",
    "sync.after_sync",
    "promote.before_checkpoint",
    "promote.after_checkpoint",
    "promote.before_sync",
    "promote.after_sync",
    "promote.before_rename",
    "promote.after_rename",
    "promote.before_link",
    "promote.after_link",
    "promote.before_swap",
    "promote.after_swap",
    "promote.before_clear",
    "promote.after_clear",
    "target.before_copy",
    "target.after_copy",
    "target.after_rename",
    "target.before_current",
    "target.after_current",
)
"""Those of this room. flows has its own, registered with `register`."""
VARIABLE = "XIANZHI_FAILPOINT"

_registered: set[str] = set(FAILPOINTS)
_seen: Counter[str] = Counter()


def register(*names: str) -> None:
    """Add the failpoints of another room."""
    _registered.update(names)


def registered() -> tuple[str, ...]:
    """All names, sorted."""
    return tuple(sorted(_registered))


def reach(name: str) -> None:
    """Die here if the environment says so. Raises KeyError for a name nobody registered."""
    if name not in _registered:
        raise KeyError(f"failpoint {name!r} is not registered")
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    _seen[name] += 1
    at, _, times = wanted.partition(":")
    if at == name and _seen[name] == int(times or "1"):
        os.kill(os.getpid(), signal.SIGKILL)
