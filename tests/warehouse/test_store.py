"""Rows in and out: types are checked, nothing is half written."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from transforms.model import Bound, Candidate
from transforms.warehouse.connection import WarehouseError, open_release, open_workshop
from transforms.warehouse.schema import apply_release_schema
from transforms.warehouse.store import StoreError, append_rows, read_frame, replace_rows, to_frame, transaction, upsert_rows


@pytest.fixture
def con(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    return open_workshop(tmp_path / "work" / "workshop.duckdb")


CANDIDATE = Candidate("c1", "a1", True, "own_report")


def candidates(*rows: Candidate) -> pl.DataFrame:
    return to_frame("core.candidate", rows)


def test_a_dataclass_goes_in_and_comes_back(con: duckdb.DuckDBPyConnection) -> None:
    assert replace_rows(con, "core.candidate", candidates(CANDIDATE), "run1") == 1
    rows = read_frame(con, "core.candidate").to_dicts()
    assert rows == [{"cell_id": "c1", "claim_id": "a1", "report_id": None, "won": True, "reason": "own_report", "run_id": "run1"}]


def test_replacing_by_a_column_leaves_the_others(con: duckdb.DuckDBPyConnection) -> None:
    append_rows(con, "core.candidate", candidates(CANDIDATE, Candidate("c2", "a2", True, "")), "run1")
    replace_rows(con, "core.candidate", candidates(), "run2", by="cell_id", values=["c1"])
    assert read_frame(con, "core.candidate").get_column("cell_id").to_list() == ["c2"]


def test_upsert_replaces_by_key_with_null_equal_to_null(con: duckdb.DuckDBPyConnection) -> None:
    row = {"township_id": "t", "code": "1", "name": "甲镇", "county_code": "0", "county": "某县"}
    upsert_rows(con, "metrics.township", to_frame("metrics.township", [row]), "run1")
    upsert_rows(con, "metrics.township", to_frame("metrics.township", [{**row, "name": "乙镇"}]), "run2")
    assert read_frame(con, "metrics.township").select("name", "run_id").rows() == [("乙镇", "run2")]


def test_lists_enums_and_times_become_plain() -> None:
    frame = to_frame("metrics.cell", [{"reasons": ("period", "as_of"), "bound": Bound.AT_LEAST}])
    assert frame.select("reasons", "bound").row(0) == ("as_of;period", ">=")
    document = to_frame("raw.document", [{"received_at": "2026-11-24T10:15:00+08:00"}])
    assert str(document.get_column("received_at")[0]) == "2026-11-24 02:15:00"


def test_an_exact_value_stays_exact(con: duckdb.DuckDBPyConnection) -> None:
    value = Decimal("12345678901234567890.123456789")
    row = {
        "derived_id": "d",
        "kind": "per_head",
        "indicator": "gdp",
        "township_id": "t",
        "township_code": "",
        "township": "甲",
        "year": 2020,
    }
    row |= {"value": value, "unit": "元", "inputs": "", "verdict": "comparable", "reasons": ""}
    append_rows(con, "metrics.derived", to_frame("metrics.derived", [row]), "run1")
    assert read_frame(con, "metrics.derived").get_column("value")[0] == value


@pytest.mark.parametrize(
    ("frame", "word"),
    [
        (pl.DataFrame({"cell_id": ["c"], "colour": ["red"]}), "columns not in"),
        (pl.DataFrame({"cell_id": ["c"], "claim_id": ["a"], "won": [True]}), "may not be null"),
        (pl.DataFrame({"cell_id": ["c"], "claim_id": ["a"], "won": ["yes"], "reason": [""]}), "text may not become"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused_before_anything_is_touched(
    con: duckdb.DuckDBPyConnection, frame: pl.DataFrame, word: str
) -> None:
    append_rows(con, "core.candidate", candidates(CANDIDATE), "run1")
    with pytest.raises(StoreError, match=word):
        replace_rows(con, "core.candidate", frame, "run2")
    assert read_frame(con, "core.candidate").height == 1


TEXTS = ("derived_id", "kind", "indicator", "township_id", "township_code", "township")


def test_a_float_never_becomes_an_exact_number(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(StoreError, match="a float may not become"):
        append_rows(
            con,
            "metrics.derived",
            pl.DataFrame({"value": [0.1]}).with_columns(pl.lit("x").alias(name) for name in TEXTS).with_columns(year=2020),
            "run1",
        )


def test_a_table_nobody_registered_and_a_double_key_are_refused(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(StoreError, match=r"tables\.csv"):
        read_frame(con, "core.guess")
    with pytest.raises(StoreError, match="stands twice"):
        upsert_rows(con, "core.candidate", candidates(CANDIDATE, CANDIDATE), "run1")


def test_a_failed_transaction_leaves_nothing(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(RuntimeError), transaction(con):
        append_rows(con, "core.candidate", candidates(CANDIDATE), "run1")
        raise RuntimeError
    assert read_frame(con, "core.candidate").is_empty()


@pytest.fixture
def release(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(str(tmp_path / "metrics.duckdb"))
    apply_release_schema(con)
    return con


@pytest.mark.parametrize("which", ["con", "release"])
def test_every_table_and_column_is_commented(which: str, request: pytest.FixtureRequest) -> None:
    con = request.getfixturevalue(which)
    for source in ("duckdb_tables()", "duckdb_columns()", "duckdb_views()"):
        assert con.execute(f"SELECT count(*) FROM {source} WHERE NOT internal AND coalesce(comment, '') = ''").fetchone() == (0,)


def test_chinese_views_name_the_indicator(release: duckdb.DuckDBPyConnection) -> None:
    assert release.sql('FROM "指标单元格"').columns[1:3] == ["指标", "指标名称"]


def test_metrics_tables_are_found_by_their_design_names_in_a_release(release: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for sql in (
        "FROM metrics.cell",
        "FROM cell",
        "FROM core.observation",
        'FROM "指标单元格"',
        "SELECT metrics.cell.value FROM metrics.cell",
    ):
        assert release.execute(sql).fetchall() == []
    assert read_frame(release, "metrics.cell").is_empty()
    release.close()
    with duckdb.connect() as other:
        other.execute(f"ATTACH '{tmp_path / 'metrics.duckdb'}' (READ_ONLY)")
        assert other.execute("FROM metrics.cell").fetchall() == other.execute('FROM metrics."指标单元格"').fetchall() == []


def test_a_column_new_in_the_registry_is_added(tmp_path: Path) -> None:
    path = tmp_path / "workshop.duckdb"
    with duckdb.connect(str(path)) as old:
        old.execute("CREATE SCHEMA core; CREATE TABLE core.candidate AS SELECT 'c' AS cell_id, 'a' AS claim_id")
    with open_workshop(path) as con:
        assert read_frame(con, "core.candidate").select("cell_id", "won").rows() == [("c", None)]


def test_a_release_is_opened_read_only_and_sealed(tmp_path: Path) -> None:
    path = tmp_path / "metrics.duckdb"
    duckdb.connect(str(path)).close()
    with open_release(path, sealed=True) as con:
        assert con.sql("SELECT current_setting('autoinstall_known_extensions')").fetchone() == (False,)
        with pytest.raises(duckdb.Error):
            con.execute("CREATE TABLE t (a INTEGER)")
        with pytest.raises(duckdb.Error):
            con.execute(f"SELECT * FROM read_text('{path}')")
        with pytest.raises(duckdb.Error):
            con.execute("SET enable_external_access = true")


def test_a_missing_file_and_a_leftover_log_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="no such database"):
        open_release(tmp_path / "none.duckdb")
    path = tmp_path / "metrics.duckdb"
    duckdb.connect(str(path)).close()
    (tmp_path / "metrics.duckdb.wal").write_bytes(b"left")
    with pytest.raises(WarehouseError, match="left-over log"):
        open_release(path)


def test_dates_are_dates(con: duckdb.DuckDBPyConnection) -> None:
    row = {"correction_id": "k", "action": "drop", "outcome": "applied", "reason": "r", "decided_on": date(2026, 1, 2)}
    append_rows(con, "core.correction", to_frame("core.correction", [row]), "run1")
    assert read_frame(con, "core.correction").get_column("decided_on")[0] == date(2026, 1, 2)
