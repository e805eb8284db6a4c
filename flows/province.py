"""A province's counties as one service: a deployment for each, one server, one worker; what became of each county's last night.

In: a register. Out: HOME/work/prefect.json (what `prefect deploy` reads), a running service, rows of state.

Example:
    deploy_counties(load_register(Path("counties.toml")))
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flows.exit_codes import Exit, UsageProblem, XianzhiError
from flows.lock import is_held
from flows.register import County, Register
from flows.serving import POOL, ROOT, Service
from transforms.publish.manifest import read_manifest

STATE_COLUMNS = ("code", "county", "state", "business_date", "last_good_run", "release", "reports", "cells", "failed_checks", "home")
NEW, RUNS = "没有运行过 · never ran", "正在运行 · runs now"


def deployment(county: County) -> dict[str, Any]:
    """A county's deployment, as prefect.yaml has one."""
    return {
        "name": county.code,
        "description": f"{county.name} {county.code} · 每晚：收件、读取、核对、发布 · every night, everything from inbox to release",
        "entrypoint": "flows/nightly.py:nightly",
        "tags": ["xianzhi", "nightly", county.code],
        "parameters": {"home": str(county.home)},
        "concurrency_limit": {"limit": 1, "collision_strategy": "CANCEL_NEW"},
        "work_pool": {"name": POOL},
        "schedules": [{"cron": county.cron, "timezone": county.timezone, "active": True}],
    }


def write_deployments(told: Register) -> Path:
    """The file that `prefect deploy` reads: JSON, which is YAML, too."""
    path = told.workspace.work / "prefect.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "name": "xianzhi",
        "pull": [{"prefect.deployments.steps.set_working_directory": {"directory": str(ROOT)}}],
        "deployments": [deployment(county) for county in told.counties],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def refuse_missing(told: Register) -> None:
    """Raises UsageProblem naming counties that have no workspace yet."""
    if missing := [county.code for county in told.counties if not county.workspace.settings.is_file()]:
        raise UsageProblem(f"没有工作区 · no workspace: {', '.join(missing)}; xianzhi province make")


def deploy_counties(told: Register) -> list[str]:
    """Deploy every county's night to the server that PREFECT_API_URL names. Returns their names. Raises XianzhiError."""
    if not os.environ.get("PREFECT_API_URL"):
        raise UsageProblem("PREFECT_API_URL 未设 · is not set: 用 xianzhi province serve，或指明 Prefect 服务 · or name a Prefect server")
    refuse_missing(told)
    path = write_deployments(told)
    for command in (("work-pool", "create", POOL, "--type", "process", "--overwrite"), ("deploy", "--all", "--prefect-file", str(path))):
        done = subprocess.run(
            [sys.executable, "-m", "prefect", "--no-prompt", *command], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise XianzhiError(f"prefect {command[0]}: {(done.stdout + done.stderr).strip()[-2000:]}")
    return [f"nightly/{county.code}" for county in told.counties]


def serve_counties(told: Register, port: int, tell: Any) -> Service:
    """The province's service, not started yet. Raises UsageProblem where a county has no workspace."""
    refuse_missing(told)
    for folder in (told.workspace.work, told.workspace.logs):
        folder.mkdir(parents=True, exist_ok=True)
    homes = tuple(county.home for county in told.counties)
    return Service(told.workspace, port, tell, homes=homes, prefect_file=write_deployments(told), at_once=told.at_once)


def _last_run(county: County) -> Mapping[str, Any]:
    try:
        told = json.loads((county.workspace.status / "last.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def states(told: Register) -> Iterator[tuple[Any, ...]]:
    """One row per county, of `STATE_COLUMNS`: its last night and its release."""
    for county in told.counties:
        last = _last_run(county)
        try:
            manifest = read_manifest(county.workspace.current)
        except (OSError, ValueError):
            manifest = {}
        state = RUNS if county.home.is_dir() and is_held(county.workspace.lock) else last.get("outcome", NEW)
        failed = len(last["failed_checks"]) if "failed_checks" in last else None
        facts = (manifest.get("release"), manifest.get("reports"), manifest.get("cells"), failed)
        yield (county.code, county.name, state, last.get("business_date"), last.get("last_good_run"), *facts, str(county.home))


def run_counties(told: Register, business_date: date | None) -> Iterator[tuple[County, int]]:
    """Every county's night after another, each in a process of its own: one that fails or dies costs the others nothing. Its exit code."""
    refuse_missing(told)
    for county in told.counties:
        command = [sys.executable, "-m", "flows.cli", "nightly", "--home", str(county.home)]
        if business_date:
            command += ["--date", business_date.isoformat()]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))}
        yield county, subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode


def worst(codes: list[int]) -> Exit:
    """What the shell is told of all counties: the gravest. An error weighs most, then a stop, then what was published with faults."""
    order = (Exit.ERROR, Exit.USAGE, Exit.STOPPED, Exit.LOCKED, Exit.PUBLISHED_WITH_FAULTS, Exit.ALL_QUARANTINED, Exit.OK)
    known = {int(one) for one in Exit}
    met = {code if code in known else int(Exit.ERROR) for code in codes}
    return next(one for one in order if one in met or one is Exit.OK)
