"""indicators.json: what every indicator means and what the release holds of it, in the words of Our World in Data's metadata.

In: a release's folder with a closed metrics.duckdb, facts about the run. Out: one JSON document: `indicators`, each with `shortName`,
`name`, `unit`, `descriptionShort`, `descriptionKey` (breaks), `processingLevel`, `timespan`, `display`, `presentation`, `origins`; and what
OWID has no field for: `variants`, `growthBasis`, `coverage`. Indicators without a figure are listed too: absence is an answer.

Example:
    write_indicators(folder, facts)
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from transforms.warehouse.connection import open_candidate
from transforms.warehouse.promote import DATABASE
from transforms.warehouse.wide import WideWords, load_words

INDICATORS = "indicators.json"
KIND_WORDS = {
    "flow": "一年之内的合计 · the sum over a calendar year",
    "stock": "某一时点的数量 · the quantity at a date",
    "ratio": "比率 · a ratio",
}
COVERAGE = """
    SELECT indicator, count(*) AS cells, count(DISTINCT township_id) AS townships, min(year) AS first_year, max(year) AS last_year,
           count(*) FILTER (verdict = 'comparable') AS comparable, count(*) FILTER (verdict = 'with_caveat') AS with_caveat,
           count(*) FILTER (verdict = 'not_comparable') AS not_comparable, coalesce(max(value % 1 <> 0), false) AS fractional,
           list_sort(list_filter(list(DISTINCT variant), x -> x IS NOT NULL)) AS variants,
           list_sort(list_filter(list(DISTINCT item), x -> x IS NOT NULL)) AS items, list_sort(list(DISTINCT unit)) AS units
    FROM cell WHERE value IS NOT NULL GROUP BY indicator
"""


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """Rows of a query as dicts."""
    found = con.execute(sql)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def key_facts(indicator: Mapping[str, Any], breaks: Iterable[Mapping[str, Any]]) -> list[str]:
    """What a reader must know before comparing: how periods are read, and every break with its source."""
    told = [f"{one['from_year']}：{one['text_zh']} · {one['text_en']}（{one['source']}）" for one in breaks]
    return [KIND_WORDS[indicator["kind"]], *told]


def one_indicator(
    indicator: Mapping[str, Any], own: Mapping[str, Any] | None, breaks: list[dict[str, Any]], facts: Mapping[str, Any], words: WideWords
) -> dict[str, Any]:
    """One indicator's metadata."""
    domain = words.domains.get(indicator["domain"], indicator["domain"])
    return {
        "shortName": indicator["code"],
        "name": indicator["name_zh"],
        "nameEn": indicator["name_en"],
        "unit": indicator["unit"],
        "shortUnit": indicator["unit"] if len(indicator["unit"]) <= 2 else "",
        "type": "numeric",
        "descriptionShort": indicator["definition_zh"],
        "descriptionShortEn": indicator["definition"],
        "descriptionKey": key_facts(indicator, breaks),
        "descriptionProcessing": "乡镇报告原文中的数，换算为规范单位，只舍入一次；不推算、不补缺 · "
        "figures as told by the townships' own reports, in the canonical unit, rounded once; nothing is imputed",
        "processingLevel": "minor",
        "timespan": f"{own['first_year']}-{own['last_year']}" if own else "",
        "display": {
            "name": indicator["name_zh"],
            "unit": indicator["unit"],
            "numDecimalPlaces": 1 if own and own["fractional"] else 0,
        },
        "presentation": {"titlePublic": indicator["name_zh"], "attributionShort": "乡镇政府工作报告", "topicTags": [domain]},
        "origins": [
            {
                "producer": f"{facts.get('county') or '各县'}各乡镇人民政府 · township governments",
                "title": "政府工作报告 · work reports of the townships",
                "dateAccessed": facts["business_date"],
                "citationFull": f"县志 Xianzhi，版本 release {facts['release']}",
            }
        ],
        "cellRule": indicator["cell_rule"],
        "growthBasis": indicator["growth_basis"],
        "isCore": indicator["core"],
        "variants": own["variants"] if own else [],
        "items": own["items"] if own else [],
        "units": own["units"] if own else [],
        "coverage": {name: own[name] if own else 0 for name in ("cells", "townships", "comparable", "with_caveat", "not_comparable")},
    }


def write_indicators(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write indicators.json, indicators by code."""
    words = load_words()
    with open_candidate(folder / DATABASE) as con:
        coverage = {row["indicator"]: row for row in rows(con, COVERAGE)}
        breaks: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows(con, 'FROM "break" ORDER BY indicator, from_year, break_id'):
            breaks[row["indicator"]].append(row)
        told = [
            one_indicator(row, coverage.get(row["code"]), breaks[row["code"]], facts, words)
            for row in rows(con, "FROM indicator ORDER BY code")
        ]
    document = {"schemaVersion": 1, "release": facts["release"], "county": facts.get("county") or "", "indicators": told}
    (folder / INDICATORS).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
