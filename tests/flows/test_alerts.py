"""News is told once: three nights with the same failure send once, its recovery once; a failed delivery is recorded and exits 4."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from flows.exit_codes import Exit, UsageProblem
from flows.io.channels import Delivery, Message
from flows.night import Night, Outcome
from flows.river import with_faults
from flows.settings import AlertSettings, ChannelSettings, Settings
from flows.stages import alert
from flows.stages.incidents import record_incidents
from flows.workspace import Workspace
from transforms.warehouse.connection import open_release, open_workshop
from transforms.warehouse.store import append_rows, to_frame

DAY = date(2026, 11, 24)
STEWARD = ChannelSettings(name="群", kind="wecom", url="http://robot.example", owners=("数据管理员",))
MAIL = ChannelSettings(name="邮件", kind="mail", url="smtp://mail.example", to=("a@county.example",))


def result(run_id: str, check_id: str, outcome: str, **more: Any) -> dict[str, Any]:
    row = {"run_id": run_id, "check_id": check_id, "layer": "core", "table_name": "core.observation", "kind": "warn", "outcome": outcome}
    row |= {
        "checked": 9,
        "failing": 1 if outcome == "fail" else 0,
        "held": 0,
        "message_zh": "量级相近",
        "message_en": "magnitude",
        "owner": "数据管理员",
    }
    return row | more


class County:
    """Nights of a workspace whose checks say what the test wants, and the messages that left it."""

    def __init__(self, home: Path, channels: tuple[ChannelSettings, ...], monkeypatch: pytest.MonkeyPatch) -> None:
        self.workspace = Workspace(home)
        self.settings = Settings(name="平安县", alerts=AlertSettings(channels=channels))
        self.sent: list[tuple[str, Message]] = []
        self.answer: Callable[[str], str] = lambda name: "sent"
        monkeypatch.setattr(alert, "try_channel", self._deliver)
        self.day = DAY

    def _deliver(self, channel: ChannelSettings, message: Message) -> Delivery:
        self.sent.append((channel.name, message))
        return Delivery(channel.name, self.answer(channel.name), 1, "")

    def night(self, *results: dict[str, Any], outcome: str = "published") -> list[str]:
        run_id = f"run-{self.day}"
        moment = datetime.combine(self.day, datetime.min.time())
        night = Night(self.workspace, self.settings, run_id, self.day, moment)
        rows = [row | {"run_id": run_id} for row in results]
        failing = [
            {"run_id": run_id, "check_id": row["check_id"], "table_name": "core.observation", "row_key": "claim_id=c", "held": True}
            | {"township_id": "t1", "claim_id": "c", "detail": "36000元，历年约 3.4e+08", "sentence": "=固定资产投资3.6万元"}
            for row in rows
            if row["outcome"] == "fail"
        ]
        with open_workshop(self.workspace.workshop) as con:
            append_rows(con, "ops.check_result", to_frame("ops.check_result", rows), run_id)
            append_rows(con, "ops.failing_row", to_frame("ops.failing_row", failing), run_id)
        done = Outcome(run_id, outcome, Exit.OK)
        faults = alert.send_news(night, done, record_incidents(night, done))
        self.day += timedelta(days=1)
        return faults

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with open_release(self.workspace.workshop) as con:
            return con.execute(sql).fetchall()


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> County:
    return County(tmp_path, (STEWARD,), monkeypatch)


BAD, GOOD, RED = (
    result("", "magnitude_of_the_years", "fail"),
    result("", "magnitude_of_the_years", "pass"),
    result("", "magnitude_of_the_years", "error"),
)


def test_the_same_failure_on_three_nights_sends_once_then_recovery_sends_once(county: County) -> None:
    for row in (BAD, BAD, BAD):
        county.night(row)
    assert len(county.sent) == 1
    county.night(GOOD)
    county.night(GOOD)
    assert len(county.sent) == 2
    first, second = (message.text for _, message in county.sent)
    for words in (
        "未做到“数值与该乡镇其他年份的量级相近”",
        "1 处",
        "自 2026-11-24 起",
        "固定资产投资3.6万元",
        "核对单位",
        "1 个数暂不入表",
    ):
        assert words in first
    assert "已恢复" in second
    assert county.rows("SELECT channel, audience, outcome FROM ops.alert ORDER BY sent_at") == [("群", "数据管理员", "sent")] * 2


def test_a_check_that_could_not_run_does_not_recover_what_it_did_not_see(county: County) -> None:
    county.night(BAD)
    county.night(RED)
    assert [message.title.partition("：")[2] for _, message in county.sent] == ["新出现 1，仍未解决 0", "新出现 1，仍未解决 1"]
    assert county.rows("SELECT count(*) FROM ops.incident WHERE state = 'recovered'") == [(0,)]


def test_silence_when_all_is_well(county: County) -> None:
    county.night(GOOD)
    assert county.sent == []


def test_a_failed_delivery_is_recorded_and_ends_in_exit_4(county: County) -> None:
    county.answer = lambda name: "refused"
    faults = county.night(BAD)
    assert len(faults) == 1
    assert "群" in faults[0]
    assert county.rows("SELECT outcome FROM ops.alert") == [("refused",)]
    outcome = Outcome("r", "published", Exit.OK)
    assert with_faults(outcome, faults).exit_code == Exit.PUBLISHED_WITH_FAULTS
    assert with_faults(replace(outcome, exit_code=Exit.STOPPED), faults).exit_code == Exit.STOPPED
    assert with_faults(outcome, []) == outcome


def test_a_broken_run_is_told_to_the_operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    county = County(tmp_path, (replace_owners(STEWARD, "系统管理员"),), monkeypatch)
    county.night(GOOD, outcome="failed")
    county.night(GOOD, outcome="failed")
    county.night(GOOD)
    assert ["运行中断" in message.text for _, message in county.sent] == [True, True]
    assert "已恢复" in county.sent[1][1].text


def replace_owners(channel: ChannelSettings, *owners: str) -> ChannelSettings:
    return channel.model_copy(update={"owners": owners})


def test_mail_carries_a_workbook_in_which_text_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    county = County(tmp_path, (MAIL,), monkeypatch)
    county.night(BAD)
    ((_, message),) = county.sent
    assert message.workbook is not None
    with ZipFile(BytesIO(message.workbook)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "=固定资产投资3.6万元" in words


def test_secrets_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROBOT_URL", "http://robot.example/hook")
    assert alert.to_channel(STEWARD.model_copy(update={"url": "env:ROBOT_URL"})).url == "http://robot.example/hook"
    with pytest.raises(UsageProblem, match="NOT_SET"):
        alert.resolve_secret("env:NOT_SET")


def test_a_channel_without_its_secret_has_failed_and_does_not_fail_the_run() -> None:
    done = alert.try_channel(STEWARD.model_copy(update={"url": "env:NOT_SET_ANYWHERE"}), Message("t", "x"))
    assert (done.outcome, done.attempts) == ("failed", 0)
