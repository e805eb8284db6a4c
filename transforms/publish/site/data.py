"""The page's data: small scripts, each loaded when a view first needs it.

In: an open release database. Out: `Payload`s by name; each becomes `data/<name>.js`, one call of `xianzhi.receive(name, payload)`.
A table is {"columns": […], "rows": [[…]]}; numbers are exact decimal text (the page turns them into numbers only to draw), dates ISO 8601.

    index            release, townships, indicators, years, coverage, breaks, what changed      every view
    cells/<code>     an indicator's cells with sentence, rank, step from the year before        indicator, compare, coverage
    evidence/<code>  candidates of these cells                                                  evidence
    townships/<n>    a township's cells with medians, targets, growth, peers                    township
    texts/<n>        passages and numbers of some reports                                       evidence, report, search
    reports, county, quality, changes, medians, rules, dictionary, files                                where named
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
from transforms.warehouse.schema import quote

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
        "counties": as_table(ask(con, "counties")),
        "place_changes": as_table(ask(con, "place_changes")),
        "years": sorted({row["year"] for row in coverage}),
        "coverage": as_table(coverage),
        "breaks": as_table(ask(con, "breaks")),
        "change_counts": as_table(ask(con, "change_counts")),
        "failed": as_table(failed, ("check_id", "layer", "kind", "outcome", "failing", "held", "message_zh", "message_en", "owner")),
        "latest_reports": as_table(sorted(reports, key=lambda row: str(row["report_date"] or ""), reverse=True)[:8], REPORT_COLUMNS),
    }


REPORT_COLUMNS = ("report_id", "township_id", "year", "kind", "report_date", "file_name", "superseded_by")
BIG = ("cells", "candidates", "numbers", "targets", "growth", "peers")
"""Statements with a row per figure: each is asked once, into a table of DuckDB's, and handed out in portions."""
PORTION = 200
"""Reports whose texts and numbers are in memory at one time."""


def lay_out(con: duckdb.DuckDBPyConnection) -> None:
    """The rows of `BIG` as tables, dates and exact numbers as the text that the page gets; their order is that of `rowid`."""
    for name in BIG:
        con.execute(f"CREATE OR REPLACE TEMP VIEW asked AS {load_queries()[name]}")
        columns = ", ".join(_as_told(*row[:2]) for row in con.execute("DESCRIBE asked").fetchall())
        con.execute(f"CREATE OR REPLACE TEMP TABLE site_{name} AS SELECT {columns} FROM asked")


def _as_told(name: str, kind: str) -> str:
    """A column as `plain` has its values."""
    own = quote(name)
    if kind.startswith("DECIMAL"):
        text = f"CAST({own} AS VARCHAR)"
        return f"if(contains({text}, '.'), rtrim(rtrim({text}, '0'), '.'), {text}) AS {own}"
    return f"CAST({own} AS VARCHAR) AS {own}" if kind == "DATE" else own


def portion(con: duckdb.DuckDBPyConnection, name: str, where: str, value: Any, columns: Sequence[str] = ()) -> dict[str, Any]:
    """Rows of one of `BIG` where `where` (SQL of our own with one ?) holds, as {"columns", "rows"}."""
    chosen = ", ".join(map(quote, columns)) or "*"
    found = con.execute(f"SELECT {chosen} FROM site_{name} WHERE {where} ORDER BY rowid", [value])
    return {"columns": [column[0] for column in found.description or ()], "rows": found.fetchall()}


def drop_column(table: Payload, name: str) -> Payload:
    """The table without one column."""
    at = table["columns"].index(name)
    return {"columns": without(table["columns"], name), "rows": [row[:at] + row[at + 1 :] for row in table["rows"]]}


def wide_texts(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The few texts that hold characters beyond the first plane, by report: JavaScript counts each of these as two."""
    return dict(con.execute(r"SELECT report_id, text FROM read.text WHERE regexp_matches(text, '[\x{10000}-\x{10FFFF}]')").fetchall())


def in_utf16(table: Payload, texts: Mapping[str, str]) -> Payload:
    """Candidates with the offsets of wide texts turned."""
    at = {name: table["columns"].index(name) for name in ("report_id", *OFFSETS)}

    def turn(row: tuple[Any, ...]) -> tuple[Any, ...]:
        text = texts.get(row[at["report_id"]])
        if text is None:
            return row
        turned = dict(zip((at[name] for name in OFFSETS), utf16_offsets(text, [row[at[name]] for name in OFFSETS]), strict=True))
        return tuple(turned.get(place, value) for place, value in enumerate(row))

    return {"columns": table["columns"], "rows": [turn(row) for row in table["rows"]]} if texts else table


OFFSETS = ("start", "end", "sentence_start")
STEP = ("step_verdict", "step_reasons")


def cell_payloads(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, Payload]]:
    """An indicator's cells, and what was chosen from."""
    texts, corrections = wide_texts(con), ask(con, "corrections")
    for (code,) in con.execute("SELECT indicator FROM site_cells GROUP BY indicator ORDER BY min(rowid)").fetchall():
        yield f"cells/{code}", drop_column(portion(con, "cells", "indicator = ?", code), "indicator")
        candidates = in_utf16(portion(con, "candidates", "indicator = ?", code), texts)
        wanted = as_table([row for row in corrections if row["indicator"] in (code, None)])
        yield f"evidence/{code}", {"candidates": candidates if candidates["rows"] else as_table([]), "corrections": wanted}


SERIES = ("indicator", "variant", "item")
TOWNSHIP_CELL = (
    *SERIES, "cell_id", "year", "value", "value_high", "unit", "bound", "verdict", "reasons", "missing_reason", "quote", "sentence",
    "rank_low", "rank_high", "ranked", "alive", "per_head", "per_head_unit", *STEP,
)  # fmt: skip


def township_payloads(con: duckdb.DuckDBPyConnection, townships: Sequence[str]) -> Iterator[tuple[str, Payload]]:
    """A township's figures, targets and growth; peers nearest first (docs/comparability.md, 9)."""
    own = "township_id = ?"
    for at, township in enumerate(townships):
        targets, growth = (portion(con, name, own, township) for name in ("targets", "growth"))
        yield (
            f"townships/{at}",
            {
                "cells": portion(con, "cells", own, township, TOWNSHIP_CELL),
                "targets": targets if targets["rows"] else as_table([]),
                "growth": growth if growth["rows"] else as_table([]),
                "peers": [row[0] for row in portion(con, "peers", own, township, ("peer",))["rows"]],
            },
        )


VALUES = """
    SELECT indicator, variant, item, unit, year, list(township_id ORDER BY township_id, value::DECIMAL(38, 9)) AS townships,
           list(value ORDER BY township_id, value::DECIMAL(38, 9)) AS "values"
    FROM site_cells WHERE value IS NOT NULL AND verdict <> 'not_comparable' GROUP BY ALL ORDER BY min(rowid)
"""


def value_table(con: duckdb.DuckDBPyConnection) -> Payload:
    """All values that may be compared, for medians over any townships: one row per series, unit and year."""
    return {"columns": [*SERIES, "unit", "year", "townships", "values"], "rows": con.execute(VALUES).fetchall()}


NUMBER_COLUMNS = ("start", "end", "outcome", "rule", *SERIES, "measure", "status", "scope", "cell_id")


def passages_of(text: str, numbers: Rows, *, whole: bool) -> Passages:
    """What may be shown of a report."""
    if whole:
        return whole_text(text)
    spans = [
        (row["sentence_start"], row["sentence_start"] + row["sentence_length"]) for row in numbers if row["sentence_start"] is not None
    ]
    return neighbourhoods(text, spans)


OF_REPORTS = "report_id IN (SELECT unnest(?::VARCHAR[]))"


def report_texts(con: duckdb.DuckDBPyConnection, reports: Rows) -> Iterator[tuple[dict[str, Any], str, Rows]]:
    """Each report that has a text, with it and its numbers, in order."""
    for first in range(0, len(reports), PORTION):
        some = reports[first : first + PORTION]
        ids = [row["report_id"] for row in some]
        texts = dict(con.execute(f"SELECT report_id, text FROM read.text WHERE {OF_REPORTS}", [ids]).fetchall())
        found = portion(con, "numbers", OF_REPORTS, ids)
        numbers = grouped([dict(zip(found["columns"], row, strict=True)) for row in found["rows"]], "report_id")
        for report in some:
            report["chunk"] = None
            if (text := texts.get(report["report_id"])) is not None:
                yield report, text, numbers.get(report["report_id"], [])


def text_payloads(con: duckdb.DuckDBPyConnection, reports: Rows, *, whole: bool) -> Iterator[tuple[str, Payload]]:
    """Texts in chunks. Sets `chunk` on every report that has one."""
    chunk: dict[str, Any] = {}
    size = at = 0
    for report, text, own in report_texts(con, reports):
        if chunk and size + len(text) > CHUNK:
            yield f"texts/{at}", chunk
            chunk, size, at = {}, 0, at + 1
        passages = passages_of(text, own, whole=whole)
        turned = utf16_offsets(text, [offset for row in own for offset in (row["start"], row["end"])])
        marks = [row | {"start": turned[2 * n], "end": turned[2 * n + 1]} for n, row in enumerate(own)]
        chunk[report["report_id"]] = {"passages": passages, "numbers": as_table(marks, NUMBER_COLUMNS)}
        report["chunk"] = at
        size += sum(len(part) for _, part in passages)
    if chunk:
        yield f"texts/{at}", chunk


def payloads(con: duckdb.DuckDBPyConnection, facts: Mapping[str, Any]) -> Iterator[tuple[str, Payload]]:
    """Every script of the page by name. `facts`: release, county, business_date …; `texts`: may full report texts be shown."""
    lay_out(con)
    reports = ask(con, "reports")
    townships = list(dict.fromkeys(row["township_id"] for row in ask(con, "townships")))
    yield "index", index_payload(con, facts, reports)
    yield from cell_payloads(con)
    yield from township_payloads(con, townships)
    yield "values", value_table(con)
    yield from text_payloads(con, reports, whole=bool(facts.get("texts", True)))
    yield "reports", as_table(reports)
    yield "county", as_table(ask(con, "county_totals"))
    yield "coverage", as_table(ask(con, "coverage_by_indicator"))
    yield "quality", {"checks": as_table(ask(con, "checks")), "rows": as_table(ask(con, "failing_rows"))}
    yield "changes", as_table(ask(con, "changes") if facts.get("previous") else [])
    yield "rules", {rule.id: [rule.words.zh, rule.words.en] for rule in load_rules().values()}
    yield "dictionary", {"columns": list(HEADINGS), "rows": [list(row) for row in dictionary_rows(released_tables())]}


def as_script(name: str, payload: Payload) -> str:
    """A payload as the script that hands it over."""
    return f"xianzhi.receive({json.dumps(name)},{json.dumps(payload, ensure_ascii=False, separators=(',', ':'))});\n"
