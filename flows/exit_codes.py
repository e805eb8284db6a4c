"""Exit codes of the command line (docs/design.md, "Command line").

In: nothing. Out: one enum; and the errors that carry a code of their own.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the shell is told."""

    OK = 0
    ERROR = 1
    USAGE = 2
    STOPPED = 3
    PUBLISHED_WITH_FAULTS = 4
    LOCKED = 5
    ALL_QUARANTINED = 6


class XianzhiError(RuntimeError):
    """Something a person can mend: the message says what, where and what to do. `exit_code` is what the shell is told."""

    exit_code: Exit = Exit.ERROR


class UsageProblem(XianzhiError):  # noqa: N818 (said to people as it is)
    """The command was asked for something that cannot be done as asked."""

    exit_code = Exit.USAGE


class StopFailed(XianzhiError):  # noqa: N818
    """A stop check failed: nothing is published."""

    exit_code = Exit.STOPPED


class LockHeld(XianzhiError):  # noqa: N818
    """Another run holds the workspace's lock."""

    exit_code = Exit.LOCKED
