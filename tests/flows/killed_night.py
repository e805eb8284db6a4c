"""Nights in processes that a test may kill, a second each: one nursery imports everything and loads what is known, every night is its
forked child. The gates say nothing here (Great Expectations takes seconds to load and is not what is tested); everything else is the
real thing.

In: on stdin one JSON object per line: home, environment, what to do (night, backfill, apply, prune, migrate), a moment to be killed at
(seconds). Out: on stdout the child's exit status per line; -9 where it was killed.

The nursery opens no database and starts no thread before it forks.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
import traceback
import types
from datetime import date
from pathlib import Path
from typing import Any

from expectations.model import GateResult

gate = types.ModuleType("expectations.gate")
gate.run_suite = lambda layer, path, run: GateResult(layer, (), ())
sys.modules["expectations.gate"] = gate

DAY = date(2023, 4, 10)


def one_night(home: Path) -> None:
    from flows.night import start_night
    from flows.river import flow_down

    flow_down(start_night(home, DAY))


def one_backfill(home: Path) -> None:
    from flows.night import start_night
    from flows.river import Span, flow_down

    flow_down(start_night(home, DAY), span=Span(2018, 2020, "试 · trial"))


def one_decision(home: Path) -> None:
    """What `review apply` does with a decision: a seed row, then the record."""
    from flows.night import start_night
    from flows.stages.review import apply_plan
    from transforms.ops.decisions import Decision, DecisionPlan, SeedRow

    cells = {"subject": "试验字样", "unit": "座", "indicator": "population", "reason": "trial", "decision_id": "d1", "status": "active"}
    decision = Decision("d1", "subject:试验字样", "subject", "试验字样", "alias", "population", "王某", DAY, "trial", "aliases.csv")
    apply_plan(start_night(home, DAY), DecisionPlan((decision,), (SeedRow("aliases.csv", cells),)))


def one_late_heartbeat(home: Path) -> None:
    from flows.lock import hold_lock
    from flows.night import start_night
    from flows.stages.watch import note_late

    night = start_night(home, DAY)
    with hold_lock(night.workspace.lock, night.run_id):
        note_late(night, 0)


def one_prune(home: Path) -> None:
    from flows.night import start_night
    from flows.stages.retention import prune

    prune(start_night(home, DAY), releases=1, days=1, archive_days=1, dry_run=False)


WORK = {"night": one_night, "backfill": one_backfill, "decision": one_decision, "heartbeat": one_late_heartbeat, "prune": one_prune}


def warm_up() -> None:
    """Import and load once what every child needs."""
    import pandas  # noqa: F401 (DuckDB looks for it)
    import pyarrow.dataset  # noqa: F401

    from flows.knowledge import places_version, reader_version
    from flows.reading import find_report
    from transforms.seeds.places import load_places
    from transforms.warehouse.registry import load_registry

    home = Path(sys.argv[1])
    text = (home / "inbox").glob("*.txt").__next__().read_text(encoding="utf-8")
    find_report(text, "x.txt", load_places(home / "seeds"))
    reader_version(home / "seeds"), places_version(home / "seeds")
    load_registry()
    gc.freeze()


def child(order: dict[str, Any]) -> None:
    """The forked child: its environment, its work, its end."""
    os.environ.update(order.get("environment", {}))
    if moment := order.get("moment"):
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, moment)
    status = 0
    try:
        WORK[order.get("work", "night")](Path(order["home"]))
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stderr.flush()
    os._exit(status)


def main() -> None:
    """Serve orders until stdin ends."""
    warm_up()
    print("ready", flush=True)
    for line in sys.stdin:
        began = time.monotonic()
        pid = os.fork()
        if pid == 0:
            child(json.loads(line))
        _, status = os.waitpid(pid, 0)
        print(json.dumps({"status": os.waitstatus_to_exitcode(status), "seconds": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    main()
