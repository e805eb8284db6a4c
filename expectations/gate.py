"""The gate after each layer: run its suite, say what failed, decide.

In: a layer's name, the database file (closed by its writer), the run's context. Out: `GateResult` with check results, failing rows by
key, held claims and the decision. The file is only read; results are written by the flow into ops.

Example:
    con.close()                                                    # one process writes or many read
    result = run_suite("core", home / "work" / "workshop.duckdb", GateContext(run_id, business_date, previous=current))
    append_rows(con, "ops.check_result", to_frame("ops.check_result", result.results), run_id)
    append_rows(con, "ops.failing_row", to_frame("ops.failing_row", result.failing_rows), run_id)
    if result.stopped: …                                           # exit 3
    candidates = choose(observations, reports, held=result.held)   # rows that a warning holds back
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from expectations.engine import Session, Verdict, open_session, rows_expectation, to_expectation
from expectations.facts import prepare
from expectations.model import OPERATOR, CheckResult, FailingRow, GateContext, GateResult, Kind, Native, Outcome, Rule
from expectations.suites import load_suite
from transforms.warehouse.registry import load_registry
from transforms.warehouse.schema import quote

CANARY = "gate_can_fail"
CANARY_ZH = "检查关口会报错：故意放入的错误被发现"
CANARY_EN = "the gate can fail: an error put in on purpose is found"
MOST_ROWS = 100_000
"""Failing rows kept per check; the count is always whole."""
KNOWN = ("township_id", "year", "indicator", "claim_id", "report_id", "detail", "sentence")


@dataclass(frozen=True, slots=True)
class Runnable:
    """A rule whose condition is computed: how many rows it is about, and the temporary table of those that break it."""

    rule: Rule
    checked: int
    staged: str | None


def judged_rows(table: str) -> str:
    """The judged table as a rule's `{batch}` outside Great Expectations."""
    return quote(table)


def for_engine(rule: Rule, staged: str | None) -> Any:
    """The rule as an expectation: one of the library's own, or that `staged`, the rows its condition found, is empty."""
    if rule.native or staged is None:
        return to_expectation(rule)
    return rows_expectation(rule.check_id, f"SELECT * FROM {staged} /* of {{batch}} */")


def stage_failing(con: Any, rule: Rule, number: int) -> str | None:
    """Run a rule's condition once, into a temporary table that Great Expectations judges and failing rows are read from.

    None for the library's own expectations. Raises duckdb.Error where the condition cannot be computed.
    """
    if rule.native:
        return None
    name = f"temp.failing_{number}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE failing_{number} AS {rule.failing.replace('{batch}', judged_rows(rule.table))}")
    return name


def count_applicable(con: Any, rule: Rule) -> int:
    """How many rows the rule is about. Raises duckdb.Error where it cannot be counted."""
    row = con.execute(rule.applies.replace("{batch}", judged_rows(rule.table))).fetchone()
    return int(row[0]) if row else 0


def native_failing(rule: Rule, native: Native) -> str:
    """SQL for the keys of rows that break one of Great Expectations' own expectations. Raises KeyError for one we do not use."""
    arguments = native.arguments
    column = quote(str(arguments.get("column", "")))
    keys = ", ".join(quote(key) for key in key_columns(rule))
    rows = f"FROM {judged_rows(rule.table)}"
    if native.name == "ExpectColumnValuesToNotBeNull":
        return f"SELECT {keys} {rows} WHERE {column} IS NULL"
    if native.name == "ExpectColumnValuesToBeInSet":
        allowed = ", ".join("'" + str(word).replace("'", "''") + "'" for word in arguments["value_set"])
        return f"SELECT {keys}, '值 ' || {column} AS detail {rows} WHERE {column} NOT IN ({allowed})"
    if native.name == "ExpectColumnValuesToBeBetween":
        low, high = arguments.get("min_value"), arguments.get("max_value")
        limits = [f"{column} < {low}"] * (low is not None) + [f"{column} > {high}"] * (high is not None)
        return f"SELECT {keys}, '值 ' || {column} AS detail {rows} WHERE {' OR '.join(limits)}"
    if native.name in ("ExpectColumnValuesToBeUnique", "ExpectCompoundColumnsToBeUnique"):
        return f"SELECT {keys}, count(*) || ' 行' AS detail {rows} GROUP BY {keys} HAVING count(*) > 1"
    raise KeyError(native.name)


def key_columns(rule: Rule) -> tuple[str, ...]:
    """Columns that identify a failing row."""
    return rule.keys or load_registry()[rule.table].key


def _value(value: object) -> str:
    return "" if value is None else str(value)


def plain_numbers(text: str) -> str:
    """Exact decimals without their trailing zeros: 350000000.000000000元 → 350000000元."""
    return re.sub(r"(\d)(?:\.0+|(\.\d*?[1-9])0+)(?!\d|\.\d)", lambda found: found[1] + (found[2] or ""), text)


def to_failing_row(rule: Rule, row: Mapping[str, Any]) -> FailingRow:
    """One row of a rule's query as a FailingRow; the key as `column=value` joined by ";"."""
    key = ";".join(f"{name}={_value(row[name])}" for name in key_columns(rule) if name in row)
    known = {name: row[name] for name in KNOWN if row.get(name) is not None}
    if "detail" in known:
        known["detail"] = plain_numbers(str(known["detail"]))
    return FailingRow(rule.check_id, rule.table, key, **known, held=rule.holds and row.get("claim_id") is not None)


def explain_rows(con: Any, frame: pl.DataFrame) -> pl.DataFrame:
    """Failing rows with the sentence, report, township, year and indicator of their claim where the rule did not give them."""
    if "claim_id" not in frame.columns or frame.is_empty():
        return frame
    sql = """
        SELECT c.claim_id, any_value(c.sentence) AS sentence, any_value(c.report_id) AS report_id, any_value(c.indicator) AS indicator,
               any_value(r.township_id) AS township_id, any_value(r.year) AS year
        FROM read.claim AS c JOIN failing_claim AS f USING (claim_id) LEFT JOIN read.report AS r USING (report_id) GROUP BY c.claim_id
    """
    con.register("failing_claim", frame.select(pl.col("claim_id").drop_nulls().unique()).to_arrow())
    try:
        told = con.sql(sql).pl()
    except duckdb.Error:
        return frame
    finally:
        con.unregister("failing_claim")
    joined = frame.join(told, on="claim_id", how="left", suffix="_told", maintain_order="left")
    both = [name for name in told.columns if f"{name}_told" in joined.columns]
    return joined.with_columns(pl.coalesce(name, f"{name}_told").alias(name) for name in both).drop(f"{name}_told" for name in both)


def failing_rows(con: Any, rule: Rule, staged: str | None) -> tuple[int, tuple[FailingRow, ...]]:
    """How many rows break the rule, and these rows (one per key, the first MOST_ROWS). Raises duckdb.Error where it cannot run."""
    sql = native_failing(rule, rule.native) if rule.native else f"SELECT * FROM {staged}"
    frame = con.sql(sql).pl()
    keys = [name for name in key_columns(rule) if name in frame.columns]
    one_each = frame.sort(keys).unique(keys, keep="first", maintain_order=True) if keys else frame
    shown = explain_rows(con, one_each.head(MOST_ROWS))
    return frame.height, tuple(to_failing_row(rule, row) for row in shown.iter_rows(named=True))


def _result(rule: Rule, outcome: Outcome, checked: int | None, failing: int | None, held: int, detail: str | None) -> CheckResult:
    return CheckResult(
        check_id=rule.check_id,
        layer=rule.layer,
        table_name=rule.table,
        kind=rule.kind.value,
        outcome=outcome.value,
        checked=checked,
        failing=failing,
        held=held,
        message_zh=rule.zh,
        message_en=rule.en,
        owner=rule.owner,
        detail=detail,
    )


def short_error(text: str) -> str:
    """The first sentence of a database error: enough to act on, without SQL."""
    return re.split(r"\n|\[SQL", text, maxsplit=1)[0].strip()[:500]


def settle(con: Any, rule: Rule, checked: int, staged: str | None, verdict: Verdict) -> tuple[CheckResult, tuple[FailingRow, ...]]:
    """A verdict as a check result with its failing rows."""
    if verdict.error is not None:
        return _result(rule, Outcome.ERROR, checked, None, 0, short_error(verdict.error)), ()
    if verdict.success:
        return _result(rule, Outcome.PASS, checked, 0, 0, None), ()
    try:
        count, rows = failing_rows(con, rule, staged)
    except duckdb.Error as error:
        return _result(rule, Outcome.ERROR, checked, None, 0, short_error(str(error))), ()
    held = count if rule.holds else 0
    return _result(rule, Outcome.FAIL, checked, count, held, rows[0].detail if rows else None), rows


def _sift(con: Any, rules: Iterable[Rule], has_previous: bool) -> tuple[list[Runnable], list[CheckResult]]:
    """Rules that can be judged, their conditions computed; results of those that cannot or need not."""
    runnable, decided = [], []
    for number, rule in enumerate(rules):
        if rule.needs_previous and not has_previous:
            decided.append(_result(rule, Outcome.NOT_APPLICABLE, None, 0, 0, "没有上一版本可比 · no release before"))
            continue
        try:
            checked = count_applicable(con, rule)
            staged = stage_failing(con, rule, number) if checked else None
        except duckdb.Error as error:
            decided.append(_result(rule, Outcome.ERROR, None, None, 0, short_error(str(error))))
            continue
        if checked:
            runnable.append(Runnable(rule, checked, staged))
        else:
            decided.append(_result(rule, Outcome.NOT_APPLICABLE, 0, 0, 0, f"{rule.absent_zh} · {rule.absent_en}"))
    return runnable, decided


def canary(session: Session, layer: str, table: str) -> CheckResult:
    """Put an error in on purpose: a gate that finds it can fail. Anything else is an error of the gate itself, which stops."""
    planted = "SELECT 1 AS planted UNION ALL (SELECT 1 FROM {batch} LIMIT 0)"
    (verdict,) = session.validate(table, [rows_expectation(CANARY, planted)])
    caught = verdict.error is None and not verdict.success
    return CheckResult(
        check_id=f"{layer}_{CANARY}",
        layer=layer,
        table_name=table,
        kind=Kind.STOP.value,
        outcome=(Outcome.PASS if caught else Outcome.ERROR).value,
        checked=1,
        failing=0 if caught else None,
        held=0,
        message_zh=CANARY_ZH,
        message_en=CANARY_EN,
        owner=OPERATOR,
        detail=None if caught else short_error(verdict.error or "the planted error was not found"),
    )


def earlier_held(con: Any, run_id: str) -> tuple[tuple[str, str], ...]:
    """Claims that the read suite of this run holds, as recorded in ops.failing_row; () where it was not recorded."""
    sql = "SELECT DISTINCT claim_id, check_id FROM ops.failing_row WHERE run_id = ? AND held AND claim_id IS NOT NULL ORDER BY ALL"
    try:
        return tuple(con.execute(sql, [run_id]).fetchall())
    except duckdb.Error:
        return ()


def run_rules(layer: str, rules: Sequence[Rule], path: Path, context: GateContext) -> GateResult:
    """Judge one database by some rules. Raises WarehouseError where it cannot be opened, duckdb.Error where facts cannot be prepared."""
    with open_session(path) as session:
        con = session.connection
        prepare(con, layer, context)
        results = [canary(session, layer, rules[0].table)]
        rows: list[FailingRow] = []
        runnable, decided = _sift(con, rules, context.previous is not None)
        results += decided
        verdicts: dict[str, Verdict] = {}
        for table in dict.fromkeys(one.rule.table for one in runnable):
            judged = session.validate(table, [for_engine(one.rule, one.staged) for one in runnable if one.rule.table == table])
            verdicts |= {verdict.check_id: verdict for verdict in judged}
        for one in runnable:
            missing = Verdict(one.rule.check_id, False, "没有结果 · no result came back")
            result, failing = settle(con, one.rule, one.checked, one.staged, verdicts.get(one.rule.check_id, missing))
            results.append(result)
            rows += failing
        earlier = earlier_held(con, context.run_id) if layer == "core" else ()
    order = {rule.check_id: number for number, rule in enumerate(rules)}
    results.sort(key=lambda one: order.get(one.check_id, -1))
    return GateResult(layer, tuple(results), tuple(rows), earlier)


def run_suite(layer: str, database_path: Path, run: GateContext) -> GateResult:
    """Run a layer's suite (raw · read · core · metrics · publish). Raises KeyError, WarehouseError."""
    return run_rules(layer, load_suite(layer), database_path, run)
