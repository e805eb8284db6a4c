"""The page's data: small scripts, each loaded when a view first needs it.

In: an open release database. Out: `Payload`s by name; each becomes `data/<name>.js`, one call of `xianzhi.receive(name, payload)`.
A table is {"columns": […], "rows": [[…]]}; numbers are exact decimal text (the page turns them into numbers only to draw), dates ISO 8601.

    index            release, townships, indicators, years, coverage, breaks, what changed      every view
    cells/<code>     an indicator's cells with sentence, rank, step from the year before        indicator, compare, coverage
    evidence/<code>  candidates of these cells                                                  evidence
    townships/<n>    a township's cells with medians, targets, growth, peers                    township
    texts/<n>        passages and numbers of some reports                                       evidence, report, search
    reports, quality, changes, medians, rules, dictionary, files                                where named
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb

from transforms.publish.dictionary import HEADINGS, dictionary_rows
from transforms.publish.site.texts import Passages, neighbourhoods, utf16_offsets, whole_text
from transforms.seeds.files import parse_rows
from transforms.seeds.indicators import load_indicators
from transforms.seeds.rules import load_labels, load_rules
from transforms.warehouse.registry import released_tables

Payload = Mapping[str, Any]
Rows = list[dict[str, Any]]
CHUNK = 120_000
"""Characters of report texts in one script: small enough to load at a click."""


@cache
def load_queries() -> dict[str, str]:
    """The statements of queries.sql by name."""
    text = files("transforms.publish.site").joinpath("queries.sql").read_text(encoding="utf-8")
    parts = [part.partition("\n") for part in text.split("-- name: ")[1:]]
    return {name.strip(): sql for name, _, sql in parts}


def ask(con: duckdb.DuckDBPyConnection, name: str) -> Rows:
    """The rows of one statement."""
    found = con.execute(load_queries()[name])
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def plain(value: Any) -> Any:
    """A value as JSON has it; a Decimal as its exact text without trailing zeros."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def as_table(rows: Sequence[Mapping[str, Any]], columns: Iterable[str] | None = None) -> Payload:
    """Rows as {"columns", "rows"}; without `columns` those of the first row."""
    names = list(columns if columns is not None else rows[0] if rows else ())
    return {"columns": names, "rows": [[plain(row[name]) for name in names] for row in rows]}


def grouped(rows: Rows, key: str) -> dict[Any, Rows]:
    """Rows by one column, in order."""
    groups: dict[Any, Rows] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def read_words() -> dict[str, list[str]]:
    """Every word of the page by key: [Chinese, English]. The reader's own labels join as `field.code`."""
    own = files("transforms.publish.site").joinpath("words.csv").read_bytes()
    words = {f"{field}.{code}": [label.zh, label.en] for (field, code), label in load_labels().items()}
    return words | {row["key"]: [row["zh"], row["en"]] for row in parse_rows(own, "words.csv", ("key", "zh", "en"))}


def without(names: Iterable[str], *dropped: str) -> list[str]:
    """Column names but some."""
    return [name for name in names if name not in dropped]


def index_payload(con: duckdb.DuckDBPyConnection, facts: Mapping[str, Any], reports: Rows) -> Payload:
    """What every view needs."""
    coverage, aliases = ask(con, "coverage"), {code: one.aliases for code, one in load_indicators().items()}
    failed = [row for row in ask(con, "checks") if row["outcome"] in ("fail", "error")]
    return {
        "facts": {name: plain(value) for name, value in facts.items()},
        "words": read_words(),
        "indicators": as_table([row | {"aliases": " ".join(aliases.get(row["code"], ()))} for row in ask(con, "indicators")]),
        "townships": as_table(ask(con, "townships")),
        "place_changes": as_table(ask(con, "place_changes")),
        "years": sorted({row["year"] for row in coverage}),
        "coverage": as_table(coverage),
        "breaks": as_table(ask(con, "breaks")),
        "change_counts": as_table(ask(con, "change_counts")),
        "failed": as_table(failed, ("check_id", "layer", "kind", "outcome", "failing", "held", "message_zh", "message_en", "owner")),
        "latest_reports": as_table(sorted(reports, key=lambda row: str(row["report_date"] or ""), reverse=True)[:8], REPORT_COLUMNS),
    }


REPORT_COLUMNS = ("report_id", "township_id", "year", "kind", "report_date", "file_name", "superseded_by")
STEP = ("step_verdict", "step_reasons")


def cell_payloads(
    cells: Rows, candidates: Rows, corrections: Rows, offsets: Mapping[tuple[str, int], int]
) -> Iterator[tuple[str, Payload]]:
    """An indicator's cells, and what was chosen from. `offsets`: UTF-16 offset by report and character offset, where they differ."""
    chosen = grouped(candidates, "indicator")
    for code, rows in grouped(cells, "indicator").items():
        yield f"cells/{code}", as_table(rows, without(rows[0], "indicator"))
        own = [
            row | {name: offsets.get((row["report_id"], row[name]), row[name]) for name in ("start", "end", "sentence_start")}
            for row in chosen.get(code, [])
        ]
        wanted = [row for row in corrections if row["indicator"] in (code, None)]
        yield f"evidence/{code}", {"candidates": as_table(own), "corrections": as_table(wanted)}


SERIES = ("indicator", "variant", "item")
TOWNSHIP_CELL = (
    *SERIES, "cell_id", "year", "value", "value_high", "unit", "bound", "verdict", "reasons", "missing_reason", "quote", "sentence",
    "rank_low", "rank_high", "ranked", "alive", "per_head", "per_head_unit", *STEP,
)  # fmt: skip


def township_payloads(con: duckdb.DuckDBPyConnection, cells: Rows, townships: Sequence[str]) -> Iterator[tuple[str, Payload]]:
    """A township's figures, targets and growth; peers nearest first (docs/comparability.md, 9)."""
    own_cells, targets, growth = (grouped(rows, "township_id") for rows in (cells, ask(con, "targets"), ask(con, "growth")))
    peers = grouped(ask(con, "peers"), "township_id")
    for at, township in enumerate(townships):
        yield (
            f"townships/{at}",
            {
                "cells": as_table(own_cells.get(township, []), TOWNSHIP_CELL),
                "targets": as_table(targets.get(township, [])),
                "growth": as_table(growth.get(township, [])),
                "peers": [row["peer"] for row in peers.get(township, [])],
            },
        )


def value_table(cells: Rows) -> Payload:
    """All values that may be compared, for medians over any townships: one row per series, unit and year."""
    groups: dict[tuple[Any, ...], list[tuple[str, Any]]] = defaultdict(list)
    for row in cells:
        if row["value"] is not None and row["verdict"] != "not_comparable":
            groups[tuple(row[name] for name in (*SERIES, "unit", "year"))].append((row["township_id"], row["value"]))
    rows = [
        [*key, [one for one, _ in sorted(own)], [plain(value) for _, value in sorted(own)]]
        for key, own in groups.items()
    ]  # fmt: skip
    return {"columns": [*SERIES, "unit", "year", "townships", "values"], "rows": rows}


NUMBER_COLUMNS = ("start", "end", "outcome", "rule", *SERIES, "measure", "status", "scope", "cell_id")


def passages_of(text: str, numbers: Rows, *, whole: bool) -> Passages:
    """What may be shown of a report."""
    if whole:
        return whole_text(text)
    spans = [
        (row["sentence_start"], row["sentence_start"] + row["sentence_length"]) for row in numbers if row["sentence_start"] is not None
    ]
    return neighbourhoods(text, spans)


def text_payloads(reports: Rows, texts: Mapping[str, str], numbers: Mapping[str, Rows], *, whole: bool) -> Iterator[tuple[str, Payload]]:
    """Texts in chunks. Sets `chunk` on every report that has one."""
    chunk: dict[str, Any] = {}
    size = at = 0
    for report in reports:
        report["chunk"] = None
        text = texts.get(report["report_id"])
        if text is None:
            continue
        if chunk and size + len(text) > CHUNK:
            yield f"texts/{at}", chunk
            chunk, size, at = {}, 0, at + 1
        own = numbers.get(report["report_id"], [])
        passages = passages_of(text, own, whole=whole)
        turned = utf16_offsets(text, [offset for row in own for offset in (row["start"], row["end"])])
        marks = [row | {"start": turned[2 * n], "end": turned[2 * n + 1]} for n, row in enumerate(own)]
        chunk[report["report_id"]] = {"passages": passages, "numbers": as_table(marks, NUMBER_COLUMNS)}
        report["chunk"] = at
        size += sum(len(part) for _, part in passages)
    if chunk:
        yield f"texts/{at}", chunk


def wide_offsets(texts: Mapping[str, str], candidates: Rows) -> dict[tuple[str, int], int]:
    """UTF-16 offsets of the candidates in the few texts that hold characters beyond the first plane."""
    found: dict[tuple[str, int], int] = {}
    for report_id, rows in grouped(candidates, "report_id").items():
        text = texts.get(report_id, "")
        if text and max(text) > "\uffff":
            offsets = sorted({row[name] for row in rows for name in ("start", "end", "sentence_start")})
            found |= {(report_id, offset): wide for offset, wide in zip(offsets, utf16_offsets(text, offsets), strict=True)}
    return found


def payloads(con: duckdb.DuckDBPyConnection, facts: Mapping[str, Any]) -> Iterator[tuple[str, Payload]]:
    """Every script of the page by name. `facts`: release, county, business_date …; `texts`: may full report texts be shown."""
    cells, candidates, reports = ask(con, "cells"), ask(con, "candidates"), ask(con, "reports")
    texts = {row["report_id"]: row["text"] for row in ask(con, "texts")}
    numbers = grouped(ask(con, "numbers"), "report_id")
    townships = list(dict.fromkeys(row["township_id"] for row in ask(con, "townships")))
    yield "index", index_payload(con, facts, reports)
    yield from cell_payloads(cells, candidates, ask(con, "corrections"), wide_offsets(texts, candidates))
    yield from township_payloads(con, cells, townships)
    yield "values", value_table(cells)
    yield from text_payloads(reports, texts, numbers, whole=bool(facts.get("texts", True)))
    yield "reports", as_table(reports)
    yield "coverage", as_table(ask(con, "coverage_by_indicator"))
    yield "quality", {"checks": as_table(ask(con, "checks")), "rows": as_table(ask(con, "failing_rows"))}
    yield "changes", as_table(ask(con, "changes") if facts.get("previous") else [])
    yield "rules", {rule.id: [rule.words.zh, rule.words.en] for rule in load_rules().values()}
    yield "dictionary", {"columns": list(HEADINGS), "rows": [list(row) for row in dictionary_rows(released_tables())]}


def as_script(name: str, payload: Payload) -> str:
    """A payload as the script that hands it over."""
    return f"xianzhi.receive({json.dumps(name)},{json.dumps(payload, ensure_ascii=False, separators=(',', ':'))});\n"
