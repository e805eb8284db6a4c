"""query, releases and doctor on the sample county."""

from __future__ import annotations

import csv
import json
import shutil

import pytest

from flows.exit_codes import UsageProblem
from flows.questions import fill_in, load_questions, parse_question


@pytest.mark.parametrize("name", load_questions())
def test_every_question_runs(sample, run, name):
    question = load_questions()[name]
    given = {"township": "石笋湾镇", "cell": "none", "a": "石笋湾镇", "b": "双槐渡镇"}
    arguments = [f"{key}={given[key]}" for key, value in question.defaults.items() if not value]
    done = run("query", "--home", sample.home, name, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), list)


def test_sql_as_csv_and_json_agree(sample, run):
    sql = "SELECT township, year, value FROM cell WHERE indicator = 'population' AND value IS NOT NULL ORDER BY ALL"
    as_json = json.loads(run("query", "--home", sample.home, sql, "--json").stdout)
    as_csv = list(csv.DictReader(run("query", "--home", sample.home, sql, "--format", "csv").stdout.splitlines()))
    assert [{key: str(value) for key, value in row.items()} for row in as_json] == as_csv
    assert len(as_json) > 20


def test_a_wide_table_leaves_out_empty_columns_and_says_which(sample, run):
    done = run("query", "--home", sample.home, "rank", "population", "2022")
    assert "value_high" not in done.stdout
    assert "value_high" in done.stderr
    assert "value_high" in run("query", "--home", sample.home, "rank", "population", "2022", "--format", "csv").stdout


def test_an_answer_without_rows_says_so_and_what_was_asked(sample, run):
    done = run("query", "--home", sample.home, "rank", "population", "1066", "--json")
    assert json.loads(done.stdout) == []
    assert "没有符合的行" in done.stderr
    assert "year=1066" in done.stderr


@pytest.mark.parametrize("sql", ["COPY (SELECT 1) TO 'out.csv'", "FROM read_csv('/etc/hostname')", "CREATE TABLE x (y INTEGER)"])
def test_sql_reaches_nothing_but_the_release(sample, run, sql):
    done = run("query", "--home", sample.home, sql)
    assert done.returncode == 2, done.stdout


def test_named_arguments_in_order_and_by_name():
    question = parse_question("q", "-- 问 | ask | a=1; b=2\nSELECT $a, $b")
    assert fill_in(question, ["b=5", "7"])[1] == {"a": "7", "b": "5"}
    with pytest.raises(UsageProblem, match="no argument c"):
        fill_in(question, ["c=1"])


def test_releases_are_listed_and_compared(sample, run):
    listed = json.loads(run("releases", "list", "--home", sample.home, "--json").stdout)
    assert [row["current"] for row in listed] == ["→"]
    same = run("releases", "diff", "current", "--home", sample.home)
    assert same.returncode == 2
    assert "the same release" in same.stderr


def test_prune_never_removes_current(sample_copy, run):
    done = run("releases", "prune", "--home", sample_copy, "--keep", "1", "--days", "0")
    assert done.returncode == 0
    assert (sample_copy / "releases/current/metrics.duckdb").is_file()


def test_doctor_finds_a_good_workspace_whole(sample_copy, run):
    points = json.loads(run("doctor", "--home", sample_copy, "--json").stdout)
    assert [point for point in points if point["state"] == "fail"] == []


DAMAGES = {
    "a folder is gone": (lambda home: shutil.rmtree(home / "logs"), "logs/"),
    "a log stands beside the release": (
        lambda home: (home / "releases/current/metrics.duckdb.wal").write_bytes(b"x"),
        "releases/current/metrics.duckdb",
    ),
    "no heartbeat": (lambda home: (home / "status/heartbeat.json").unlink(), "heartbeat"),
    "a wrong setting": (lambda home: (home / "xianzhi.toml").write_text("x ="), "xianzhi.toml"),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_doctor_names_the_fault_and_the_fix(sample_copy, run, case):
    damage, name = DAMAGES[case]
    damage(sample_copy)
    done = run("doctor", "--home", sample_copy, "--json")
    failed = [point for point in json.loads(done.stdout) if point["state"] == "fail"]
    assert done.returncode == 1
    assert any(name in point["name"] and point["fix"] for point in failed), failed


def test_verify_finds_a_changed_byte(sample_copy, run):
    path = sample_copy / "releases/current/csv/cell.csv"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"x")
    done = run("verify", "--home", sample_copy)
    assert done.returncode == 1
    assert "cell.csv" in done.stdout


def test_restore_goes_back_and_refuses_a_damaged_release(sample_copy, run):
    name = (sample_copy / "releases/current").readlink().name
    older = sample_copy / "releases" / "20200101T000000Z-000000"
    shutil.copytree(sample_copy / "releases" / name, older)
    assert run("restore", "20200101", "--home", sample_copy).returncode == 0
    assert (sample_copy / "releases/current").readlink().name == older.name
    damaged = sample_copy / "releases" / name / "README.md"
    damaged.chmod(0o644)
    damaged.write_text("x", encoding="utf-8")
    done = run("restore", name, "--home", sample_copy)
    assert done.returncode == 1
    assert "README.md" in done.stderr
