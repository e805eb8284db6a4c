"""Scheduled for real: `xianzhi serve` on loopback, a cron run that starts by itself and publishes, a killed worker whose run is marked
Crashed and told, a next run that recovers, an end in order. One service for all of it: its start is what takes time."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import httpx
import pytest
from served import DEADLINE, ROOT, Served, children_of, wait_for

from flows.serving import processes_of_run, running_service
from transforms.publish.manifest import compare_folder, read_manifest
from transforms.warehouse.promote import current_release

FIRST, SECOND = "双槐渡镇2018年政府工作报告.txt", "双槐渡镇2020年政府工作报告.txt"

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(1500)]


@pytest.fixture(scope="module")
def served(sample, tmp_path_factory):
    home = tmp_path_factory.mktemp("served") / "county"
    shutil.copytree(sample.home, home, ignore=lambda folder, names: [n for n in names if n in ("inbox", "archive", "work", "releases")])
    for name in ("inbox", "work"):
        (home / name).mkdir()
    shutil.copy2(sample.home / "inbox" / FIRST, home / "inbox")
    one = Served(home)
    yield one
    one.end()


def test_all_four_are_deployed(served):
    assert sorted(served.deployments) == ["backfill", "heartbeat", "ingest", "nightly"]
    nightly = served.deployments["nightly"]
    assert [(one["schedule"]["cron"], one["schedule"]["timezone"]) for one in nightly["schedules"]] == [("30 2 * * *", "Asia/Shanghai")]
    assert nightly["concurrency_limit"] == 1 or nightly["global_concurrency_limit"]["limit"] == 1
    assert set(nightly["tags"]) == {"xianzhi", "nightly"}
    assert nightly["work_pool_name"] == "xianzhi"


def test_a_cron_run_starts_by_itself_and_publishes(served):
    nightly = served.deployments["nightly"]["id"]
    every_minute = {"cron": "* * * * *", "timezone": "Asia/Shanghai"}
    (schedule,) = served.ask(f"/deployments/{nightly}/schedules", [{"schedule": every_minute, "active": True}])
    ended = ("COMPLETED", "FAILED", "CRASHED")
    done = wait_for(lambda: [one for one in served.runs("nightly") if one["state"]["type"] in ended], "a cron run ends")
    assert {one["state"]["type"] for one in done} == {"COMPLETED"}, done
    with httpx.Client(trust_env=False, timeout=20) as client:
        client.delete(f"{served.told['url']}/deployments/{nightly}/schedules/{schedule['id']}").raise_for_status()
    assert all(one["auto_scheduled"] for one in done)
    release = current_release(served.home / "releases")
    assert compare_folder(release, read_manifest(release)) == []
    wait_for(lambda: not [one for one in served.runs("nightly") if one["state"]["type"] in ("RUNNING", "PENDING")], "no run is left")
    names = {one["key"] for one in served.ask("/artifacts/latest/filter", {})}
    assert names >= {"xianzhi-summary", "xianzhi-checks"}


def test_a_killed_worker_is_told_and_the_next_run_recovers(served):
    before = current_release(served.home / "releases")
    shutil.copy2(ROOT / "seeds/reports/inbox" / SECOND, served.home / "inbox")
    run = served.start("nightly")
    wait_for(lambda: served.of(run) == "RUNNING" and (served.home / "work/lock").read_text(encoding="utf-8"), "the run works")
    (worker,) = [pid for pid in children_of(served.process.pid) if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(worker, signal.SIGKILL)
    served.ends(run, "CRASHED")
    wait_for(lambda: not processes_of_run(run), "nothing works on without a worker")
    wait_for(lambda: any("运行中断" in one["text"] for one in served.hook.told), "the operator is told")
    assert current_release(served.home / "releases") == before
    served.ends(served.start("nightly"), "COMPLETED")
    after = current_release(served.home / "releases")
    assert after != before
    assert compare_folder(after, read_manifest(after)) == []
    assert any("已恢复" in one["text"] for one in served.hook.told)


def test_heartbeat_and_backfill_run(served):
    served.ends(served.start("heartbeat"), "COMPLETED")
    served.ends(served.start("backfill", from_year=2018, to_year=2018, reason="试 · trial"), "COMPLETED")


def test_a_stop_ends_everything_in_order(served):
    parts = children_of(served.process.pid)
    assert len(parts) >= 2
    served.process.terminate()
    assert served.process.wait(timeout=DEADLINE) == 0, (served.home / "serve.log").read_text(encoding="utf-8")
    assert running_service(served.workspace) is None
    assert [pid for pid in parts if Path(f"/proc/{pid}").exists()] == []
