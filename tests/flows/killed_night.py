"""Nights in processes that a test may kill, a second each: one nursery imports everything and loads what is known, every night is its
forked child. The gates say nothing here (Great Expectations takes seconds to load and is not what is tested); everything else is the
real thing.

In: on stdin one JSON object per line: home, environment, what to do (a name of WORK), a moment to be killed at (seconds), a file for its
last words, and whether the release shall be lean: without workbook and page, which take half of a night's publishing and in which no
failpoint lies. Out: on stdout the child's exit status per line; -9 where it was killed.

The nursery opens no database and makes no frame before it forks: pools of threads begin in the child.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import select
import signal
import sys
import time
import traceback
import types
from datetime import date
from pathlib import Path
from typing import Any

import pandas  # noqa: F401 (DuckDB looks for it)
import pyarrow.dataset  # noqa: F401
import xlsxwriter  # noqa: F401 (imported here, not in every child)

from expectations.model import GateResult

gate = types.ModuleType("expectations.gate")
gate.run_suite = lambda layer, path, run: GateResult(layer, (), ())
sys.modules["expectations.gate"] = gate

from flows.exit_codes import Exit, XianzhiError  # noqa: E402 (only now: there is no other gate)
from flows.knowledge import places_version, reader_version  # noqa: E402
from flows.lock import hold_lock  # noqa: E402
from flows.night import start_night  # noqa: E402
from flows.reading import find_report  # noqa: E402
from flows.river import Span, flow_down  # noqa: E402
from flows.stages.retention import prune  # noqa: E402
from flows.stages.review import apply_plan  # noqa: E402
from flows.stages.watch import note_late  # noqa: E402
from transforms.ops.decisions import Decision, DecisionPlan, SeedRow  # noqa: E402
from transforms.publish import outputs  # noqa: E402
from transforms.seeds.indicators import load_indicators  # noqa: E402
from transforms.seeds.places import load_places  # noqa: E402
from transforms.seeds.units import load_units  # noqa: E402
from transforms.warehouse.connection import OFFLINE  # noqa: E402
from transforms.warehouse.registry import load_registry  # noqa: E402

OFFLINE["threads"] = "1"  # of DuckDB: tables of a few hundred rows cost more in threads than in work
LEFT_OUT_OF_LEAN = (outputs.WORKBOOK, outputs.SITE)
DAY = date(2023, 4, 10)


def one_night(home: Path) -> int:
    outcome = flow_down(start_night(home, DAY))
    if outcome.exit_code:
        print(outcome, file=sys.stderr)
    return outcome.exit_code


def one_backfill(home: Path) -> None:
    flow_down(start_night(home, DAY), span=Span(2018, 2020, "试 · trial"))


def one_decision(home: Path) -> None:
    """What `review apply` does with a decision: a seed row, then the record."""
    cells = {"subject": "试验字样", "unit": "座", "indicator": "population", "reason": "trial", "decision_id": "d1", "status": "active"}
    decision = Decision("d1", "subject:试验字样", "subject", "试验字样", "alias", "population", "王某", DAY, "trial", "aliases.csv")
    apply_plan(start_night(home, DAY), DecisionPlan((decision,), (SeedRow("aliases.csv", cells),)))


def one_late_heartbeat(home: Path) -> None:
    night = start_night(home, DAY)
    with hold_lock(night.workspace.lock, night.run_id):
        note_late(night, 0)


def one_prune(home: Path) -> None:
    prune(start_night(home, DAY), releases=1, days=1, archive_days=1, dry_run=False)


WORK = {"night": one_night, "backfill": one_backfill, "decision": one_decision, "heartbeat": one_late_heartbeat, "prune": one_prune}


def warm_up() -> None:
    """Load once what every child needs."""
    home = Path(sys.argv[1])
    text = min((home / "inbox").glob("*年政府工作报告.txt")).read_text(encoding="utf-8")
    find_report(text, "x.txt", load_places(home / "seeds"))
    reader_version(), places_version(home / "seeds")
    load_registry(), load_indicators(home / "seeds"), load_units(home / "seeds")
    gc.collect()
    gc.freeze()


def child(order: dict[str, Any]) -> None:
    """The forked child: its environment, its work, its end."""
    os.environ.update(order["environment"])
    if order["lean"]:
        outputs.OUTPUTS = tuple(one for one in outputs.OUTPUTS if one.name not in LEFT_OUT_OF_LEAN)
    os.dup2(os.open(order["words"], os.O_WRONLY | os.O_CREAT | os.O_APPEND), sys.stderr.fileno())
    faulthandler.enable()
    status = 0
    try:
        status = WORK[order["work"]](Path(order["home"])) or 0
    except (XianzhiError, RuntimeError, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        status = getattr(error, "exit_code", Exit.ERROR)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stderr.flush()
    os._exit(status)


def wait_and_kill(pid: int, moment: float) -> int:
    """The child's exit status; after `moment` seconds it is killed, wherever it is: within a call of DuckDB, too."""
    handle = os.pidfd_open(pid)
    try:
        if moment and not select.select([handle], [], [], moment)[0]:
            os.kill(pid, signal.SIGKILL)
    finally:
        os.close(handle)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main() -> None:
    """Serve orders until stdin ends."""
    warm_up()
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        began = time.monotonic()
        pid = os.fork()
        if pid == 0:
            child(order)
        status = wait_and_kill(pid, order["moment"])
        print(json.dumps({"status": status, "seconds": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    main()
