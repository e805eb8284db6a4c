"""What the command line loads: reading and asking need neither Prefect nor Great Expectations."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flows.cli import COMMANDS, load_command

HEAVY = ("prefect", "great_expectations", "fastapi", "sqlalchemy", "pandas")


@pytest.mark.parametrize("name", ["extract", "query", "init", "doctor", "verify", "releases", "quarantine"])
def test_light_commands_load_nothing_heavy(name):
    code = f"import sys; from flows.cli import load_command; load_command({name!r}); print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_loads_no_command():
    loaded = "[m for m in sys.modules if m.startswith('flows.commands.')]"
    code = f"import sys; from flows.cli import app\ntry: app(['--help'])\nfinally: print({loaded})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "[]" in done.stdout
    for name, entry in COMMANDS.items():
        assert name in done.stdout, entry


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_bilingual_help(name):
    assert "·" in COMMANDS[name].help
    command = load_command(name)
    assert "·" in (command.help or "")


def test_extract_reads_without_a_workspace(tmp_path, run):
    path = tmp_path / "夏邑县杨集镇2022.txt"
    path.write_text("夏邑县杨集镇2022年工作报告\n今年以来实现土地流转3000亩以上。\n", encoding="utf-8")
    import json

    done = run("extract", path, "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    (claim,) = [json.loads(line) for line in done.stdout.splitlines()]
    text = path.read_text(encoding="utf-8")
    assert text[claim["start"] : claim["end"]] == claim["quote"]
    told = {key: claim[key] for key in ("township", "county", "report_year", "value", "unit", "bound", "indicator", "source")}
    assert told == {
        "township": "杨集镇",
        "county": "夏邑县",
        "report_year": 2022,
        "value": 3000,
        "unit": "亩",
        "bound": ">=",
        "indicator": "land_transfer_area",
        "source": str(path),
    }


def test_extract_says_the_candidates_of_an_ambiguous_place(tmp_path, run):
    path = tmp_path / "report.txt"
    path.write_text("杨集镇2022年工作报告\n新建厕所17座。\n", encoding="utf-8")
    done = run("extract", path)
    assert done.returncode == 0
    assert '"county": null' in done.stdout
    assert done.stderr.count("杨集镇") >= 7


def test_extract_goes_on_after_an_unreadable_file(tmp_path, run):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("杨集镇2022年工作报告\n新建厕所17座。\n", encoding="utf-8")
    bad.write_bytes(b"\x00\x01\x02\xff" * 100)
    done = run("extract", bad, good)
    assert done.returncode == 1
    assert "bad.txt" in done.stderr
    assert "good.txt" in done.stdout
