"""A county's subjects get their indicator in core; the reader's own word stands."""

from pathlib import Path

import polars as pl
import pytest

from transforms.core.naming import name_subjects
from transforms.seeds.aliases import COLUMNS, SubjectAlias, load_subject_aliases
from transforms.seeds.files import SeedError

ANY = SubjectAlias("应急演练", "", "safety_inspections", "", "d1")
EXACT = SubjectAlias("应急演练", "场", "volunteers_events", "", "d2")
VARIANT = SubjectAlias("常住居民", "人", "population", "常住", "d3")
NOTHING = SubjectAlias("冷库", "座", "", "", "d4")


@pytest.mark.parametrize(
    ("subject", "unit", "indicator", "named", "variant"),
    [
        ("应急演练", "次", None, "safety_inspections", None),
        ("应急演练", "场", None, "volunteers_events", None),
        ("应急演练", "次", "accidents", "accidents", None),
        ("常住居民", "人", None, "population", "常住"),
        ("冷库", "座", None, None, None),
        ("别的", "次", None, None, None),
    ],
)
def test_a_subject_is_named(subject: str, unit: str, indicator: str | None, named: str | None, variant: str | None) -> None:
    columns = {"claim_id": ["c"], "subject": [subject], "unit": [unit], "indicator": [indicator], "variant": [None]}
    claims = pl.DataFrame(columns, schema_overrides={"indicator": pl.String, "variant": pl.String})
    found = name_subjects(claims, (ANY, EXACT, VARIANT, NOTHING))
    assert found.columns == claims.columns
    assert found.select("indicator", "variant").rows() == [(named, variant)]


def write(folder: Path, *rows: str) -> Path:
    (folder / "aliases.csv").write_text("\n".join((",".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
    return folder


def test_inactive_rows_do_not_count(tmp_path: Path) -> None:
    rows = ("应急演练,次,accidents,,d1,王,2026-01-01,x,inactive", "应急演练,次,safety_inspections,,d2,王,2026-01-02,x,active")
    assert load_subject_aliases(write(tmp_path, *rows)) == (SubjectAlias("应急演练", "次", "safety_inspections", "", "d2"),)


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        (("甲,次,accidents,,d1,王,2026-01-01,x,active", "甲,次,schools,,d2,王,2026-01-01,x,active"), "two active rows"),
        (("甲,次,accidents,,d1,王,2026-01-01,x,yes",), "active or inactive"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, rows: tuple[str, ...], word: str) -> None:
    with pytest.raises(SeedError, match=word):
        load_subject_aliases(write(tmp_path, *rows))
