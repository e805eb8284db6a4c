"""doctor: channels, extensions, the service on record; each with what to do."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from flows.commands.doctor import Point, examine_channels, examine_lake, examine_service
from flows.lock import process_start
from flows.serving import free_port, service_file
from flows.settings import AlertSettings, ChannelSettings, LakeSettings, Settings
from flows.workspace import Workspace, make_workspace
from transforms.warehouse import extensions


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "county")[0]


def channels(*own: ChannelSettings) -> list[Point]:
    return list(examine_channels(AlertSettings(channels=own)))


def test_without_a_channel_nobody_is_told():
    (point,) = channels()
    assert point.state == "warn"
    assert "[[alerts.channels]]" in point.fix


def test_a_channel_whose_secret_is_not_set_is_named(monkeypatch):
    monkeypatch.delenv("HOOK_URL", raising=False)
    hook = ChannelSettings(name="hook", kind="webhook", url="env:HOOK_URL", secret="planted-secret")
    (point,) = channels(hook)
    assert (point.state, "HOOK_URL" in point.fix) == ("fail", True)
    monkeypatch.setenv("HOOK_URL", "https://hook.example/planted-token")
    (point,) = channels(hook)
    assert point.state == "ok"
    assert "planted" not in str(point)


def test_mail_needs_somebody_to_write_to():
    (point,) = channels(ChannelSettings(name="post", kind="mail", url="smtp://127.0.0.1:25", sender="a@example.org"))
    assert point.state == "fail"


def test_a_lake_needs_its_extensions(monkeypatch):
    lake = Settings(warehouse="ducklake:postgres:dbname=x", lake=LakeSettings(data="s3://bucket/"))
    monkeypatch.setattr(extensions, "extension_path", lambda name: None if name == "httpfs" else Path("/there"))
    states = {point.name: (point.state, point.fix) for point in examine_lake(lake)}
    assert states["DuckDB httpfs"] == ("fail", "make province")
    assert states["DuckDB ducklake"] == states["DuckDB postgres_scanner"] == ("ok", "")
    assert list(examine_lake(Settings())) == []


def record(workspace: Workspace, **told: object) -> None:
    pid = os.getpid()
    port = free_port()
    given = {"url": f"http://127.0.0.1:{port}/api", "port": port, "pid": pid, "started": process_start(pid)}
    service_file(workspace).write_text(json.dumps(given | told), encoding="utf-8")


def test_no_service_is_no_fault(workspace):
    assert examine_service(workspace).state == "ok"


def test_a_killed_service_is_told(workspace):
    record(workspace, started="another boot:1")
    point = examine_service(workspace)
    assert point.state == "fail"
    assert "xianzhi serve" in point.fix


def test_a_service_that_does_not_answer_is_told(workspace):
    record(workspace)
    point = examine_service(workspace)
    assert point.state == "fail"
    assert "serve-server.log" in point.fix
