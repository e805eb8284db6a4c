"""The cookbook: every question by name, run on the sample county as its truth has it, gives the answer that docs/cookbook.md prints.

To write the page anew after a question or the sample county changed: XIANZHI_WRITE_DOCS=1 pytest tests/metrics/test_cookbook.py
"""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from small_release import make_release
from test_sample_truth import county

from flows.questions import fill_in, load_questions

PAGE = Path(__file__).parents[2] / "docs" / "cookbook.md"
SHOWN = 6
ARGUMENTS = {
    "township": ["township=石笋湾镇", "year=2022"],
    "boundaries": ["township=石笋湾镇", "indicator=tax_revenue"],
    "series": ["township=麻柳河镇", "indicator=ads_industrial_output"],
    "targets": ["township=钟鼓坳镇"],
    "peers": ["township=双槐渡镇"],
    "compare_townships": ["a=双槐渡镇", "b=石笋湾镇"],
    "evidence": ["cell=fixed_asset_investment:::990101104:2020"],
    "cells": ["indicator=external_capital"],
}
EMPTY = {"changes", "checks", "conflicts", "contradictions", "county_total"}
"""Questions whose answer may be empty: the gate's tables are not filled here, and the sample county has no report of its own."""


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    con = make_release(county(), tmp_path_factory.mktemp("cookbook"))
    yield con
    con.close()


def show(value):
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    return value.isoformat() if isinstance(value, date) else str(value).replace("|", "\\|").replace("\n", " ")


def answer(release, question):
    sql, values = fill_in(question, ARGUMENTS.get(question.name, []))
    found = release.execute(sql, values or None)
    return [column[0] for column in found.description], found.fetchall()


def chapter(release, question):
    names, rows = answer(release, question)
    called = " ".join(ARGUMENTS.get(question.name, []))
    lines = [
        f"## {question.zh}",
        "",
        f"{question.en} · `xianzhi query {f'{question.name} {called}'.strip()}`",
        "",
        "```sql",
        question.sql,
        "```",
        "",
    ]
    lines += [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    lines += [f"| {' | '.join(show(value) for value in row)} |" for row in rows[:SHOWN]]
    return "\n".join([*lines, "", f"{len(rows)} 行 · rows", ""])


def page(release):
    head = (
        "# 常用问题 · Cookbook\n\n每个问题都可以按名字提：`xianzhi query 名字 参数=值 --home 工作区`；也可以把 SQL 贴进 DuckDB 客户端。\n"
    )
    note = (
        "答案取自示例县的真值（至多六行），由 tests/metrics/test_cookbook.py 核对 · "
        "answers are those of the sample county's truth, checked by a test.\n"
    )
    return "\n".join([head, note, *(chapter(release, one) for one in load_questions().values())])


def test_there_are_at_least_25_questions():
    assert len(load_questions()) >= 25


@pytest.mark.parametrize("name", load_questions())
def test_question_has_an_answer(release, name):
    names, rows = answer(release, load_questions()[name])
    assert names
    assert rows or name in EMPTY


def test_the_page_says_what_the_questions_answer(release):
    if os.environ.get("XIANZHI_WRITE_DOCS"):
        PAGE.write_text(page(release), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(release)
