"""The registry's rows, walked; and the nouns of model.py, found again in it."""

from dataclasses import fields

import pytest

from transforms import model
from transforms.seeds.files import SeedError
from transforms.warehouse.registry import RUN_ID, build_registry, load_registry, released_tables

NOUNS = {
    "raw.document": model.Document,
    "read.mention": model.Mention,
    "read.claim": model.Claim,
    "core.observation": model.Observation,
    "core.candidate": model.Candidate,
    "metrics.cell": model.Cell,
}
DESIGN = {
    "raw.document": "sha256 file_name media_type received_at size_bytes",
    "raw.quarantine": "sha256 stage reason hint first_seen resolved_at",
    "read.report": "report_id sha256 township_id township_code township county year year_kind report_date kind superseded_by",
    "read.mention": "report_id start end quote outcome rule",
    "read.claim": "claim_id report_id value value_high unit bound measure status period_start period_end indicator item item_kind scope "
    "start end quote sentence",
    "core.observation": "claim_id indicator variant item township_id year value value_high unit bound measure status period_start "
    "period_end as_of correction_id",
    "core.candidate": "cell_id claim_id won reason",
    "metrics.cell": "cell_id indicator variant item township_id township_code township year value value_high unit bound status "
    "period_start period_end as_of verdict reasons missing_reason claim_id sentence",
    "ops.run": "run_id",
    "ops.check_result": "check_id outcome kind",
    "ops.failing_row": "check_id row_key",
    "ops.incident": "check_id township_id indicator",
    "ops.review_item": "item_id",
    "ops.review_decision": "decision_id",
    **{f"metrics.{name}": "indicator township_id year" for name in ("derived", "growth", "target", "ranking", "restatement")},
    "metrics.coverage": "township_id year",
}


@pytest.mark.parametrize("name", load_registry())
def test_every_table_is_explained_and_carries_the_run(name: str) -> None:
    table = load_registry()[name]
    assert RUN_ID in table.column_names
    assert table.view_zh
    assert table.comment_zh
    assert table.comment_en
    for column in table.columns:
        assert column.comment_zh, column.name
        assert column.comment_en, column.name
        assert column.label_zh, column.name


@pytest.mark.parametrize(("name", "columns"), DESIGN.items())
def test_columns_others_rely_on_exist(name: str, columns: str) -> None:
    assert set(columns.split()) <= set(load_registry()[name].column_names)


@pytest.mark.parametrize(("name", "noun"), NOUNS.items())
def test_every_field_of_a_noun_is_a_column(name: str, noun: type) -> None:
    names = noun._fields if hasattr(noun, "_fields") else [field.name for field in fields(noun)]
    assert set(names) <= set(load_registry()[name].column_names)


def test_view_names_are_unique() -> None:
    names = [table.view_zh for table in load_registry().values()]
    assert len(set(names)) == len(names)


def test_released_are_metrics_core_read_and_the_runs_checks() -> None:
    assert {table.layer for table in released_tables()} == {"read", "core", "metrics", "ops"}
    assert "raw.document" not in {table.name for table in released_tables()}


TABLE = {"table": "read.x", "view_zh": "某", "comment_zh": "某", "comment_en": "x", "released": "yes"}
COLUMN = {
    **{"table": "read.x", "column": "a", "type": "VARCHAR", "nullable": "no", "key": "yes", "hashed": "yes", "unit": ""},
    **{"label_zh": "甲", "comment_zh": "甲", "comment_en": "a"},
}


@pytest.mark.parametrize(
    ("tables", "columns", "word"),
    [
        ([TABLE, TABLE], [COLUMN], "stands twice"),
        ([TABLE], [COLUMN, COLUMN], "stands twice"),
        ([TABLE], [{**COLUMN, "key": "no"}], "no key column"),
        ([TABLE], [{**COLUMN, "type": "FLOAT"}], "type must be"),
        ([TABLE], [{**COLUMN, "table": "read.y"}], "not in tables.csv"),
        ([TABLE], [{**COLUMN, "nullable": ""}], "yes or no"),
        ([{**TABLE, "table": "other.x"}], [{**COLUMN, "table": "other.x"}], "schema must be"),
        ([TABLE], [{**COLUMN, "label_zh": ""}], "label"),
    ],
)
def test_a_wrong_row_is_named(tables: list[dict[str, str]], columns: list[dict[str, str]], word: str) -> None:
    with pytest.raises(SeedError, match=word):
        build_registry(tables, columns)
