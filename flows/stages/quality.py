"""quality: gather what the quality page shows.

In: the workshop, the run's outcome, the heartbeat. Out: `QualityData` for transforms.ops.quality.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import duckdb

from expectations.suites import all_rules
from flows.night import Night, Outcome
from flows.stages.incidents import to_incident
from transforms.ops.incidents import COULD_NOT_RUN, Incident
from transforms.ops.quality import KINDS, MOST_HISTORY, MOST_ROWS, CheckLine, FailingLine, IncidentLine, QualityData, RunLine, TownshipLine
from transforms.warehouse.connection import open_release
from transforms.warehouse.store import read_frame

ALLOWED_HOURS = 36
"""A nightly run is late after a day and a half."""
NAMES = "SELECT township_id, arg_max(name, coalesce(valid_from, DATE '0001-01-01')) AS name FROM metrics.township GROUP BY township_id"
FAILING = f"""
    SELECT f.check_id, f.row_key, f.detail, f.sentence, f.held, f.year, i.name_zh AS indicator, t.name AS township
    FROM ops.failing_row AS f LEFT JOIN metrics.indicator AS i ON i.code = f.indicator LEFT JOIN ({NAMES}) AS t USING (township_id)
    WHERE f.run_id = ? QUALIFY row_number() OVER (PARTITION BY f.check_id ORDER BY f.row_key) <= ? ORDER BY f.check_id, f.row_key
"""


def _rows(con: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
    found = con.execute(sql, values or [])
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def last_runs(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The last runs, oldest first."""
    columns = "run_id, business_date, outcome, coalesce(failed_checks, 0) AS failed"
    return _rows(con, f"SELECT {columns} FROM ops.run ORDER BY started_at DESC, run_id DESC LIMIT ?", [MOST_HISTORY])[::-1]


def check_history(con: duckdb.DuckDBPyConnection, runs: list[str]) -> dict[str, tuple[str, ...]]:
    """Marks of every check over these runs; `none` where it did not run."""
    marks: dict[str, dict[str, str]] = defaultdict(dict)
    sql = "SELECT run_id, check_id, outcome FROM ops.check_result WHERE list_contains(?, run_id)"
    for run_id, check_id, outcome in con.execute(sql, [runs]).fetchall():
        marks[check_id][run_id] = outcome
    return {check_id: tuple(own.get(run_id, "none") for run_id in runs) for check_id, own in marks.items()}


def failing_lines(con: duckdb.DuckDBPyConnection, run_id: str) -> dict[str, tuple[FailingLine, ...]]:
    """Failing rows in words, by check."""
    lines: dict[str, list[FailingLine]] = defaultdict(list)
    for row in _rows(con, FAILING, [run_id, MOST_ROWS]):
        where = " ".join(str(part) for part in (row["township"], row["year"], row["indicator"]) if part is not None) or row["row_key"]
        lines[row["check_id"]].append(FailingLine(where, row["detail"] or "", row["sentence"] or "", row["held"]))
    return {check_id: tuple(own) for check_id, own in lines.items()}


def check_lines(con: duckdb.DuckDBPyConnection, run_id: str, runs: list[str]) -> tuple[CheckLine, ...]:
    """Every check of the run, in the order of the suites."""
    todo = {rule.check_id: (number, rule.todo_zh) for number, rule in enumerate(all_rules())}
    history, rows = check_history(con, runs), failing_lines(con, run_id)
    found = [
        CheckLine(
            check_id=one["check_id"],
            layer=one["layer"],
            kind=one["kind"],
            outcome=one["outcome"],
            checked=one["checked"],
            failing=one["failing"],
            held=one["held"],
            zh=one["message_zh"],
            en=one["message_en"],
            owner=one["owner"],
            todo_zh=todo.get(one["check_id"], (0, ""))[1],
            detail=one["detail"] or "",
            history=history.get(one["check_id"], ()),
            rows=rows.get(one["check_id"], ()),
        )
        for one in _rows(con, "SELECT * FROM ops.check_result WHERE run_id = ?", [run_id])
    ]
    return tuple(sorted(found, key=lambda one: (todo.get(one.check_id, (-1, ""))[0], one.check_id)))


def township_lines(con: duckdb.DuckDBPyConnection) -> tuple[tuple[int, ...], tuple[TownshipLine, ...]]:
    """Years and the freshness of every township."""
    states: dict[str, dict[int, str]] = defaultdict(dict)
    names: dict[str, str] = {}
    for row in _rows(con, "SELECT township_id, township, township_code, year, state FROM metrics.coverage ORDER BY year"):
        states[row["township_id"]][row["year"]] = row["state"]
        names[row["township_id"]] = row["township"]
    years = tuple(sorted({year for own in states.values() for year in own}))
    lines = [
        TownshipLine(names[key], own, max((year for year, state in own.items() if state == "reported"), default=None))
        for key, own in states.items()
    ]
    return years, tuple(sorted(lines, key=lambda one: one.township))


def incident_lines(con: duckdb.DuckDBPyConnection) -> tuple[IncidentLine, ...]:
    """Open incidents in words, the gravest first."""
    words = {rule.check_id: rule.zh for rule in all_rules()}
    places = dict(
        con.execute(
            "SELECT township_id, arg_max(name, coalesce(valid_from, DATE '0001-01-01')) FROM metrics.township GROUP BY 1"
        ).fetchall()
    )
    indicators = dict(con.execute("SELECT code, name_zh FROM metrics.indicator").fetchall())
    found = [to_incident(row) for row in read_frame(con, "ops.incident").to_dicts()]
    grave = sorted((one for one in found if one.is_open), key=lambda one: (list(KINDS).index(one.kind), -one.failing, one.check_id))
    return tuple(incident_line(one, words, places, indicators) for one in grave)


def incident_line(one: Incident, words: dict[str, str], places: dict[str, str], indicators: dict[str, str]) -> IncidentLine:
    """One incident in words."""
    where = [places.get(one.township_id, one.township_id)] if one.township_id else []
    if one.indicator:
        where.append("无法检查" if one.indicator == COULD_NOT_RUN else indicators.get(one.indicator, one.indicator))
    notes = [
        f"已确认：{one.acknowledged_by}" if one.acknowledged_by else "",
        f"暂缓至 {one.snoozed_until}" if one.snoozed_until else "",
        one.note or "",
    ]
    return IncidentLine(
        state=one.state,
        kind=one.kind,
        zh=words.get(one.check_id, one.check_id),
        where="·".join(where),
        failing=one.failing,
        opened_on=one.opened_on.isoformat(),
        owner=one.owner,
        note="；".join(filter(None, notes)),
        example=one.example or "",
    )


def count_held(con: duckdb.DuckDBPyConnection, run_id: str) -> int:
    """Figures that a check of the run holds from the cells."""
    row = con.execute("SELECT count(DISTINCT claim_id) FROM ops.failing_row WHERE run_id = ? AND held", [run_id]).fetchone()
    return int(row[0]) if row else 0


def collect_quality(night: Night, outcome: Outcome, heartbeat: dict[str, Any]) -> QualityData:
    """All that the page shows, read from the workshop."""
    with open_release(night.workspace.workshop) as con:
        runs = last_runs(con)
        years, townships = township_lines(con)
        return QualityData(
            county=night.settings.name or night.settings.county or "全国",
            run_id=outcome.run_id,
            business_date=night.business_date.isoformat(),
            outcome=outcome.outcome,
            message=outcome.message,
            started=heartbeat["last_run"],
            last_good=heartbeat.get("last_good_run"),
            allowed_hours=ALLOWED_HOURS,
            release=heartbeat.get("release") or "",
            counts=(("报告", outcome.reports), ("数字", outcome.mentions), ("陈述", outcome.claims), ("有值的单元格", outcome.cells)),
            checks=check_lines(con, outcome.run_id, [run["run_id"] for run in runs]),
            runs=tuple(RunLine(run["run_id"], run["business_date"].isoformat(), run["outcome"], run["failed"]) for run in runs),
            years=years,
            townships=townships,
            incidents=incident_lines(con),
            held=count_held(con, outcome.run_id),
        )
