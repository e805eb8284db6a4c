"""The run's log: HOME/logs/<run>.jsonl, one JSON object per event.

In: a Night, an event's name and facts. Out: a line with time (UTC), run id, business date, event and facts, written at once, so a killed
run's log ends where the run did. Facts are counts, names and ids; no report text and no secrets go in.

Example:
    log_event(night, "document", sha256=digest, outcome="report", report_id=report_id)
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from flows.night import Night


def log_path(night: Night) -> Path:
    """The run's file."""
    return night.workspace.logs / f"{night.run_id}.jsonl"


def log_event(night: Night, event: str, **facts: object) -> None:
    """Append one event. A log that cannot be written (disk full, folder gone) never fails the run."""
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "run_id": night.run_id,
        "business_date": night.business_date.isoformat(),
        "event": event,
        **facts,
    }
    data = (json.dumps(line, ensure_ascii=False, default=str) + "\n").encode()
    try:
        handle = os.open(log_path(night), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    except OSError:
        return
    try:
        os.write(handle, data)
    except OSError:
        return
    finally:
        os.close(handle)
