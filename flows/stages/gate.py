"""The gate after a layer, recorded.

In: a layer's name, the database (closed). Out: GateResult; its results and failing rows stand in ops. Great Expectations is imported
here, when the first gate is reached.
"""

from __future__ import annotations

import logging
from pathlib import Path

from expectations.model import GateContext, GateResult
from flows.exit_codes import StopFailed
from flows.night import Night
from flows.stages.ops import record_checks
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.promote import DATABASE, current_release

register("gate.before_checks", "gate.after_checks", "gate.after_record")
CHATTER = ("great_expectations.data_context.types.base",)
"""Loggers that tell what nobody asked; Prefect's logging would show it."""


def gate_context(night: Night, release: Path | None = None) -> GateContext:
    """What the run tells the gate."""
    current = current_release(night.workspace.releases)
    previous = current / DATABASE if current and (current / DATABASE).is_file() else None
    return GateContext(night.run_id, night.business_date, previous=previous, seeds=night.seeds, release=release)


def check_layer(night: Night, layer: str, database: Path | None = None, release: Path | None = None) -> GateResult:
    """Judge a layer and record it. `database` is the workshop where none is given."""
    from expectations.gate import run_suite

    for name in CHATTER:
        logging.getLogger(name).disabled = True  # its level is set anew when the library is imported
    reach("gate.before_checks")
    result = run_suite(layer, database or night.workspace.workshop, gate_context(night, release))
    reach("gate.after_checks")
    record_checks(night, result)
    reach("gate.after_record")
    return result


def refuse_stop(result: GateResult) -> None:
    """Raises StopFailed naming the checks that bar the way."""
    if result.stopped:
        listed = "; ".join(
            f"{one.check_id} {one.message_zh} · {one.message_en} ({one.failing if one.failing is not None else one.detail})"
            for one in result.stopped_by
        )
        raise StopFailed(f"停止 · stopped after {result.layer}: {listed}")
