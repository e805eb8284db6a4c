"""Many counties: a register makes their workspaces, gives each a deployment, runs each alone, and tells how all of them are."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import ROOT, xianzhi

from flows.exit_codes import Exit, UsageProblem
from flows.province import STATE_COLUMNS, states, worst, write_deployments
from flows.register import load_register, make_counties
from flows.settings import load_settings

DEADLINE_SECONDS = 300
HEAD = 'name = "某省"\nwarehouse = "ducklake:lake.ducklake"\n[lake]\ndata = "lake/"\nkey = "env:LAKE_KEY"\n'
ROWS = '[[county]]\ncode = "411426"\n[[county]]\ncode = "990101"\nname = "汀禾县"\nhome = "elsewhere/tinghe"\ncron = "5 3 * * *"\n'


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "counties.toml"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    return path


def test_the_counties_of_a_register_get_their_workspaces_once(register):
    told = load_register(register)
    assert [one.home.relative_to(register.parent).as_posix() for one in told.counties] == ["counties/411426", "elsewhere/tinghe"]
    assert len(make_counties(told, {"411426": "夏邑县"})) == 2
    settings = load_settings(told.counties[0].home)
    assert (settings.county, settings.name, settings.warehouse) == ("411426", "夏邑县", "ducklake:lake.ducklake")
    assert (settings.lake.data, settings.lake.key) == ("lake/", "env:LAKE_KEY")
    assert make_counties(told, {}) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "county"),
        ("[[county]]\ncode = '41'\n", "code"),
        ("[[county]]\ncode = '411426'\n[[county]]\ncode = '411426'\nhome = 'x'\n", "stands twice"),
        ("[[county]]\ncode = '411426'\nhome = 'x'\n[[county]]\ncode = '411427'\nhome = 'x'\n", "stands twice"),
        ("[[county]]\ncode = '411426'\ncorn = '* * * * *'\n", "corn"),
        ("county = [", "TOML"),
    ],
)
def test_a_wrong_register_says_what_is_wrong(tmp_path, text, fault):
    path = tmp_path / "counties.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageProblem, match=fault) as caught:
        load_register(path)
    assert "counties.toml" in str(caught.value)


def test_every_county_has_a_deployment_of_its_own(register):
    told = json.loads(write_deployments(load_register(register)).read_text(encoding="utf-8"))["deployments"]
    assert [(one["name"], one["schedules"][0]["cron"]) for one in told] == [("411426", "30 2 * * *"), ("990101", "5 3 * * *")]
    assert len({one["parameters"]["home"] for one in told}) == 2


def test_counties_without_a_workspace_are_named(register):
    done = xianzhi("province", "nightly", "--register", register)
    assert done.returncode == 2
    assert "411426, 990101" in done.stderr


def test_every_county_runs_alone_and_one_that_fails_costs_the_others_nothing(register, sample):
    load = load_register(register)
    make_counties(load, {})
    broken, whole = load.counties
    shutil.rmtree(broken.home / "inbox")
    (broken.home / "work" / "workshop.duckdb").write_bytes(b"no database")
    for name in ("inbox", "seeds", "xianzhi.toml"):
        source, target = sample.home / name, whole.home / name
        if source.is_dir():
            shutil.rmtree(target)
            shutil.copytree(source, target)
        else:
            shutil.copy2(source, target)
    done = xianzhi("province", "nightly", "--register", register, "--date", "2023-04-10")
    assert done.returncode == Exit.ERROR, done.stderr
    assert done.stdout.splitlines()[-1].startswith("990101 汀禾县 0")
    rows = [dict(zip(STATE_COLUMNS, row, strict=True)) for row in states(load)]
    assert [row["state"] for row in rows][1] == "published"
    assert rows[1]["reports"] == json.loads((sample.home / "releases/current/manifest.json").read_text(encoding="utf-8"))["reports"]
    told = xianzhi("province", "status", "--register", register, "--json")
    assert [row["code"] for row in json.loads(told.stdout)] == ["411426", "990101"]


def test_the_gravest_code_is_told():
    assert worst([]) is Exit.OK
    assert worst([0, 4, 3]) is Exit.STOPPED
    assert worst([0, -9, 3]) is Exit.ERROR
    assert worst([6, 0]) is Exit.ALL_QUARANTINED


@pytest.mark.slow
@pytest.mark.prefect
@pytest.mark.timeout(900)
def test_one_service_runs_every_county_by_its_own_schedule(tmp_path, sample):
    register = tmp_path / "counties.toml"
    register.write_text(
        "".join(f'[[county]]\ncode = "99010{n}"\nhome = "county{n}"\ncron = "* * * * *"\n' for n in (1, 2)), encoding="utf-8"
    )
    for n in (1, 2):
        home = tmp_path / f"county{n}"
        (home / "inbox").mkdir(parents=True)
        shutil.copytree(sample.home / "seeds", home / "seeds")
        shutil.copy2(sample.home / "xianzhi.toml", home)
        for path in sorted((sample.home / "inbox").iterdir())[n : n + 2]:
            shutil.copy2(path, home / "inbox")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "XIANZHI_"))}
    command = [sys.executable, "-m", "flows.cli", "province", "serve", "--register", str(register), "--port", "0"]
    with (tmp_path / "serve.log").open("wb") as log:
        service = subprocess.Popen(command, env={**kept, "PYTHONPATH": str(ROOT)}, stdout=log, stderr=log)
    try:
        until = time.monotonic() + DEADLINE_SECONDS
        while not all((tmp_path / f"county{n}" / "releases" / "current").exists() for n in (1, 2)):
            assert service.poll() is None and time.monotonic() < until, (tmp_path / "serve.log").read_text(encoding="utf-8")
            time.sleep(0.5)
    finally:
        service.send_signal(signal.SIGTERM)
        assert service.wait(120) == 0
