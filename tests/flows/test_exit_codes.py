"""Exit codes as the design has them; what is wrong is said with what to do."""

from __future__ import annotations

import json

import pytest

FOREIGN = """杨集镇人民政府工作报告
（2022年11月28日）
一、2022年工作回顾
今年以来实现土地流转3000亩以上。
"""
CASES = {
    "unknown command": (["nonsense"], 2, ""),
    "no such file": (["extract", "nowhere.txt"], 2, "no such file"),
    "no workspace": (["nightly", "--home", "nowhere"], 2, "xianzhi init"),
    "unknown county": (["init", "home", "--county", "没有县"], 2, "no such county"),
    "ambiguous county": (["init", "home", "--county", "朝阳区"], 2, "110105"),
    "SQL that cannot run": (["query", "--home", "home", "SELEC"], 2, "run nightly first"),
}


@pytest.mark.parametrize("case", CASES)
def test_usage(tmp_path, monkeypatch, run, case):
    monkeypatch.chdir(tmp_path)
    arguments, code, words = CASES[case]
    done = run(*arguments)
    assert done.returncode == code, done.stderr
    assert words in done.stderr


@pytest.mark.parametrize(("county", "reason"), [("", "ambiguous_place"), ("夏邑县", ""), ("110105", "unknown_place")])
def test_a_report_finds_its_place_or_waits(tmp_path, run, county, reason):
    home = tmp_path / "home"
    assert run("init", home, *(("--county", county) if county else ())).returncode == 0
    (home / "inbox" / "report.txt").write_text(FOREIGN, encoding="utf-8")
    done = run("ingest", "--home", home, "--json")
    assert done.returncode == (6 if reason else 0), done.stderr
    listed = json.loads(run("quarantine", "list", "--home", home, "--json").stdout)
    assert [row["reason"] for row in listed] == ([reason] if reason else [])
    if reason == "ambiguous_place":
        assert listed[0]["candidates"].count("杨集镇") == 7


def test_a_quarantined_report_is_tried_again_when_the_county_adds_the_place(tmp_path, run):
    home = tmp_path / "home"
    run("init", home, "--county", "夏邑县")
    (home / "inbox" / "report.txt").write_text(FOREIGN.replace("杨集镇", "新柳塘镇"), encoding="utf-8")
    assert run("ingest", "--home", home).returncode == 6
    again = run("ingest", "--home", home, "--json")
    assert json.loads(again.stdout)["documents"] == 0
    (home / "seeds" / "places").mkdir()
    (home / "seeds" / "places" / "townships.csv").write_text(
        "code,name,county_code,county\n411426900,新柳塘镇,411426,夏邑县\n", encoding="utf-8"
    )
    done = run("ingest", "--home", home, "--json")
    assert (done.returncode, json.loads(done.stdout)["reports"]) == (0, 1), done.stderr
    resolved = json.loads(run("quarantine", "list", "--all", "--home", home, "--json").stdout)
    assert [row["resolution"] for row in resolved] == ["retried"]


def test_dismissed_documents_are_not_asked_about_again(tmp_path, run):
    home = tmp_path / "home"
    run("init", home)
    (home / "inbox" / "report.txt").write_text(FOREIGN, encoding="utf-8")
    run("ingest", "--home", home)
    assert run("quarantine", "dismiss", "report.txt", "--home", home).returncode == 0
    assert json.loads(run("quarantine", "list", "--home", home, "--json").stdout) == []


def test_a_setting_that_does_not_exist_is_named(tmp_path, run):
    home = tmp_path / "home"
    run("init", home)
    (home / "xianzhi.toml").write_text("cuonty = '411426'\n", encoding="utf-8")
    done = run("nightly", "--home", home)
    assert done.returncode == 2
    assert "cuonty" in done.stderr


def test_the_environment_overrides_the_file(tmp_path, run):
    home = tmp_path / "home"
    run("init", home, "--county", "夏邑县")
    done = run("nightly", "--home", home, XIANZHI_COUNTY="not a code")
    assert done.returncode == 2
    assert "county" in done.stderr


def test_a_vanished_inbox_is_an_error_and_publishes_nothing(tmp_path, run):
    home = tmp_path / "home"
    run("init", home)
    (home / "inbox").rmdir()
    (home / "inbox").symlink_to("nowhere")
    done = run("nightly", "--home", home)
    assert done.returncode == 1
    assert "inbox" in done.stderr
    assert not (home / "releases" / "current").exists()
