"""Tell what came of a run, and leave with its exit code.

In: an Outcome. Out: lines (or JSON) on stdout, the message on stderr, the exit code.
"""

from __future__ import annotations

import sys

from flows.console import note, print_json
from flows.exit_codes import Exit
from flows.night import Outcome
from flows.stages.publish import outcome_facts
from flows.stages.status import WORDS


def outcome_lines(outcome: Outcome) -> list[str]:
    """What the run did, for people."""
    lines = [
        WORDS[outcome.outcome],
        f"新文档 new documents {outcome.documents}，隔离 quarantined {outcome.quarantined} · 报告 reports {outcome.reports}",
        f"数字 numbers {outcome.mentions} · 陈述 claims {outcome.claims} · 单元格 cells {outcome.cells}",
        f"检查 checks {outcome.checks}，未过 failed {outcome.failed_checks}",
    ]
    return [*lines, str(outcome.release)] if outcome.release else lines


def tell(outcome: Outcome, *, as_json: bool) -> None:
    """Print the outcome; exits with its code where that is not 0."""
    if as_json:
        print_json(outcome_facts(outcome))
    else:
        print("\n".join(outcome_lines(outcome)))
    if outcome.message:
        note(outcome.message)
    if outcome.exit_code is not Exit.OK:
        sys.exit(outcome.exit_code)
