"""review: gather what the steward should decide, and what decisions are checked against.

In: the workshop after a run, the county's seeds. Out: ops.review_item rewritten; `Known` facts; decisions recorded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import duckdb

from expectations.suites import all_rules
from flows.night import Night
from flows.places import workspace_townships
from transforms.ops.decisions import Decision, DecisionPlan, Known, ReportFacts, SeedRow, undo_cells
from transforms.ops.review import ReviewItem, figure_items, missed_items, order_queue, place_items, subject_items
from transforms.seeds.aliases import load_subject_aliases
from transforms.seeds.files import parse_rows, read_bytes
from transforms.seeds.indicators import load_indicators
from transforms.seeds.units import load_units
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import read_frame, replace_rows, to_frame, upsert_rows

register("review.before_write", "review.after_write", "review.before_seed", "review.after_seed")
LIVE = "read.report WHERE superseded_by IS NULL AND superseded_reason IS NULL"
SUBJECTS = f"""
    SELECT c.subject, c.unit, count(*)::INTEGER AS frequency, count(DISTINCT r.township_id)::INTEGER AS spread,
           arg_min(struct_pack(sentence := c.sentence, quote := c.quote, report_id := c.report_id, claim_id := c.claim_id,
                               township_id := r.township_id, year := r.year), length(c.sentence)) AS example
    FROM read.claim AS c JOIN (FROM {LIVE}) AS r USING (report_id)
    WHERE c.indicator IS NULL AND c.measure = 'level' AND c.scope = 'township' AND length(c.subject) >= 2
      AND NOT EXISTS (SELECT 1 FROM core.observation AS o WHERE o.claim_id = c.claim_id AND o.report_id = c.report_id)
    GROUP BY c.subject, c.unit ORDER BY frequency * spread DESC, c.subject, c.unit LIMIT 2000
"""
FIGURES = """
    SELECT f.check_id, f.claim_id, f.detail, f.held, f.township_id, f.year, f.report_id, f.sentence, c.quote, c.unit
    FROM ops.failing_row AS f
    JOIN (SELECT claim_id, any_value(quote) AS quote, any_value(unit) AS unit FROM read.claim GROUP BY claim_id) AS c USING (claim_id)
    JOIN ops.check_result AS r ON r.run_id = f.run_id AND r.check_id = f.check_id
    WHERE f.run_id = ? AND r.kind IN ('warn', 'ask') ORDER BY f.claim_id, f.check_id LIMIT 2000
"""
PLACES = "SELECT * FROM raw.quarantine WHERE resolved_at IS NULL AND stage = 'identity' ORDER BY first_seen, sha256"
MISSED = f"""
    SELECT m.*, r.township_id, r.year FROM read.mention AS m JOIN (FROM {LIVE}) AS r USING (report_id)
    WHERE m.outcome NOT IN ('claim', 'date', 'word_part', 'list_number', 'meeting', 'ordinal')
      AND regexp_matches(m.quote, '[0-9０-９].*[万亿％%亩吨]')
    ORDER BY m.report_id, m.start LIMIT 200
"""
FACTS = f"""
    SELECT c.claim_id, r.township_id, r.year, r.kind, coalesce(c.indicator, '') AS indicator, c.quote, c.value,
           row_number() OVER same_words::INTEGER AS occurrence
    FROM read.claim AS c JOIN (FROM {LIVE}) AS r USING (report_id)
    WINDOW same_words AS (PARTITION BY r.township_id, r.year, r.kind, c.indicator, c.quote ORDER BY c.report_id, c.start)
"""
DECIDED = "SELECT item_id FROM ops.review_decision WHERE undone_by IS NULL AND action NOT IN ('later', 'undo')"


def _rows(con: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
    found = con.execute(sql, values or [])
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def build_queue(con: duckdb.DuckDBPyConnection, seeds: Path, run_id: str) -> tuple[ReviewItem, ...]:
    """All that is open, most worth first."""
    indicators, units = load_indicators(seeds), load_units(seeds)
    named = {(one.subject, one.unit) for one in load_subject_aliases(seeds)}
    subjects = [
        row | row.pop("example") for row in _rows(con, SUBJECTS) if not named & {(row["subject"], row["unit"]), (row["subject"], "")}
    ]
    questions = {rule.check_id: rule.zh for rule in all_rules()}
    decided = [row["item_id"] for row in _rows(con, DECIDED)]
    items: Iterable[ReviewItem] = [
        *subject_items(subjects, indicators, units),
        *figure_items(_rows(con, FIGURES, [run_id]), questions),
        *place_items(_rows(con, PLACES)),
        *missed_items(row | {"sentence": row["cue"]} for row in _rows(con, MISSED)),
    ]
    return order_queue(items, decided)


def record_queue(night: Night) -> int:
    """Rewrite ops.review_item after a run. Returns how many items are open."""
    reach("review.before_write")
    with open_workshop(night.workspace.workshop) as con:
        queue = build_queue(con, night.seeds, night.run_id)
        replace_rows(con, "ops.review_item", to_frame("ops.review_item", queue), night.run_id)
    reach("review.after_write")
    return len(queue)


def to_item(row: dict[str, Any]) -> ReviewItem:
    """A row of ops.review_item."""
    return ReviewItem(**{one.name: row[one.name] for one in fields(ReviewItem)})


def read_queue(con: duckdb.DuckDBPyConnection) -> tuple[ReviewItem, ...]:
    """The queue as the last run left it, without what was decided since."""
    decided = [row["item_id"] for row in _rows(con, DECIDED)]
    return order_queue((to_item(row) for row in read_frame(con, "ops.review_item").to_dicts()), decided)


def known_facts(con: duckdb.DuckDBPyConnection, night: Night) -> Known:
    """What decisions are checked against."""
    facts = {row.pop("claim_id"): ReportFacts(**row) for row in _rows(con, FACTS)}
    places = {one.code: (one.name, one.county_code) for one in workspace_townships(night)}
    return Known(load_indicators(night.seeds), load_units(night.seeds), places, facts, load_subject_aliases(night.seeds))


def headings_of(file: str) -> list[str]:
    """Columns of a seed file, as the product has them."""
    return read_bytes(file).decode("utf-8-sig").splitlines()[0].split(",")


def write_seed(path: Path, headings: list[str], rows: Iterable[dict[str, str]]) -> None:
    """Write a seed file whole: a reader sees the old one or the new one."""
    reach("review.before_seed")
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, lineterminator="\n", extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(out.getvalue(), encoding="utf-8")
    part.replace(path)
    reach("review.after_seed")


def read_seed(path: Path) -> list[dict[str, str]]:
    """A workspace's seed file; no rows where there is none."""
    return parse_rows(path.read_bytes(), str(path)) if path.is_file() else []


def add_rows(seeds: Path, rows: Iterable[SeedRow]) -> None:
    """Append rows to the county's seed files, one file at a time, each written whole."""
    by_file: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_file.setdefault(row.file, []).append(dict(row.cells))
    for file, fresh in by_file.items():
        path = seeds / file
        headings = headings_of(file)
        write_seed(path, headings, [*read_seed(path), *fresh])


def apply_plan(night: Night, plan: DecisionPlan) -> int:
    """Write seeds and records. Returns the number of decisions."""
    add_rows(night.seeds, plan.rows)
    with open_workshop(night.workspace.workshop) as con:
        upsert_rows(con, "ops.review_decision", to_frame("ops.review_decision", plan.decisions), night.run_id)
    return len(plan.decisions)


def undo_decision(night: Night, identity: str, who: str, reason: str) -> Decision:
    """Take a decision back: its seed row no longer counts, its item comes back. Raises DecisionError, KeyError for an unknown id."""
    with open_workshop(night.workspace.workshop) as con:
        rows = read_frame(con, "ops.review_decision", "decision_id = ? AND undone_by IS NULL AND action <> 'undo'", [identity]).to_dicts()
        if not rows:
            raise KeyError(identity)
        decision = Decision(**{one.name: rows[0][one.name] for one in fields(Decision)})
        if decision.seed:
            path = night.seeds / decision.seed
            write_seed(path, headings_of(decision.seed), undo_cells(decision.seed, read_seed(path), identity))
        undoing = replace(
            decision,
            decision_id=f"u{identity[1:]}",
            action="undo",
            value=identity,
            who=who,
            reason=reason,
            decided_on=night.business_date,
            seed=None,
        )
        both = [replace(decision, undone_by=undoing.decision_id), undoing]
        upsert_rows(con, "ops.review_decision", to_frame("ops.review_decision", both), night.run_id)
    return decision
