"""docs/clients.md and the notebook do what they say, on the sample county's release."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
SQL = [text for kind, text in BLOCKS if kind == "sql"] + [
    sql for kind, text in BLOCKS if kind == "r" for sql in re.findall(r'dbGetQuery\(con, "(.*?)"\)', text)
]
PYTHON = [text for kind, text in BLOCKS if kind == "python"]
CALLS = {
    "indicators_told": (),
    "rank": ("population", 2022),
    "series": ("石笋湾镇", "rural_disposable_income"),
    "fastest": ("tax_revenue", 2022),
    "compare": ("tax_revenue", 2021, 2022),
    "targets_missed": (2022,),
    "blanks": (2022,),
    "evidence": ("population:户籍::990101102:2022",),
    "peers": ("石笋湾镇",),
    "contradictions": (),
}


@pytest.fixture(scope="module")
def release(sample):
    return (sample.home / "releases" / "current").resolve()


@pytest.fixture(scope="module")
def questions():
    spec = importlib.util.spec_from_file_location("questions", ROOT / "notebooks" / "questions.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_has_snippets_for_every_client():
    assert len(SQL) >= 9
    assert len(PYTHON) == 3
    assert {"DuckDB CLI", "Python", "DBeaver", "R", "Excel"} <= set(re.findall(r"DuckDB CLI|Python|DBeaver|\bR\b|Excel", PAGE))


@pytest.mark.parametrize("sql", SQL, ids=range(len(SQL)))
def test_every_sql_gives_rows(release, monkeypatch, sql):
    monkeypatch.chdir(release)
    with duckdb.connect("metrics.duckdb", read_only=True) as con:
        assert con.sql(sql).fetchone() is not None


@pytest.mark.parametrize("code", PYTHON, ids=range(len(PYTHON)))
def test_every_python_snippet_runs(release, code):
    done = subprocess.run([sys.executable, "-c", code], cwd=release, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_ten_questions_and_each_has_a_call(questions):
    assert [one.__name__ for one in questions.QUESTIONS] == list(CALLS)
    assert [one.__doc__.split()[0] for one in questions.QUESTIONS] == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize("name", CALLS)
def test_every_question_is_answered(release, questions, name):
    with questions.open_release(release / "metrics.duckdb") as con:
        answer = getattr(questions, name)(con, *CALLS[name])
    assert isinstance(answer, pl.DataFrame)
    assert answer.width >= 4
    assert answer.height or name == "contradictions"


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("marimo") is None, reason="make notebook installs marimo")
def test_the_notebook_runs_through(release, monkeypatch):
    monkeypatch.setenv("XIANZHI_RELEASE", str(release / "metrics.duckdb"))
    spec = importlib.util.spec_from_file_location("analyst", ROOT / "notebooks" / "analyst.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    outputs, _ = module.app.run()
    assert len(outputs) == 12
