"""Environment switches that every run sets for itself (docs/decisions/0003-offline.md).

In: a workspace's home. Out: os.environ, changed before Prefect or Great Expectations is imported: no telemetry, no connection that leaves
the machine, Prefect's state in the workspace.

Example:
    quiet_environment()
    prefect_environment(home)
    from flows.nightly import nightly
"""

from __future__ import annotations

import json
import os
from pathlib import Path

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}
"""Always set, whatever the environment says."""
PREFECT_DEFAULTS = {
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_CLI_COLORS": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": "false",
    "PREFECT_CLIENT_ENABLE_METRICS": "false",
}
"""Set where the environment says nothing."""


def quiet_environment() -> None:
    """Switch off telemetry and allow the temporary server its time."""
    os.environ.update(QUIET)


def served_at(home: Path) -> str:
    """Address of the workspace's running service (`xianzhi serve`): a night from the command line reports to it. "" where none runs."""
    from flows.lock import process_start

    try:
        told = json.loads((home / "work" / "serve.json").read_text(encoding="utf-8"))
        return str(told["url"]) if process_start(int(told["pid"])) == told["started"] else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def prefect_environment(home: Path) -> None:
    """Prefect keeps its state in the workspace and reaches no other server than the one the environment names."""
    quiet_environment()
    for name, value in PREFECT_DEFAULTS.items():
        os.environ.setdefault(name, value)
    if url := served_at(home):
        os.environ.setdefault("PREFECT_API_URL", url)
    os.environ.setdefault("PREFECT_HOME", str(home / "work" / "prefect"))
    os.environ.setdefault("PREFECT_PROFILES_PATH", str(home / "work" / "prefect" / "profiles.toml"))
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)
