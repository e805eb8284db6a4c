"""datapackage.json: the release as a Frictionless data package, generated from the registry that also makes the tables.

In: the released tables, the files written, facts about the run. Out: the descriptor. Every CSV is a tabular resource with schema, keys and
dialect; every Parquet file is listed with its size and hash. `frictionless validate datapackage.json` checks types, keys, hashes.

Example:
    write_package(folder, facts)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from transforms.publish.files import BETWEEN_RELEASES, file_stem
from transforms.publish.manifest import list_files
from transforms.warehouse.registry import Column, Table, released_tables

PACKAGE = "datapackage.json"
TYPES = {"VARCHAR": "string", "INTEGER": "integer", "BIGINT": "integer", "BOOLEAN": "boolean", "DATE": "date", "DOUBLE": "number"}
REFERENCES = {"indicator": ("indicator", "code"), "cell_id": ("cell", "cell_id"), "claim_id": ("read.claim", "claim_id")}
"""A column of this name refers to that table's column; `report_id` likewise. Tables about two releases may name what is gone."""
REPORTS = ("read.report", "report_id")
BEYOND_CELLS = {"core.candidate"}
"""Tables whose `cell_id` may be a figure of the county (county_total) and so refers to no one table."""


def field(column: Column) -> dict[str, Any]:
    """One column: name, type, meaning. Text may be empty, and an empty cell of a CSV reads as missing; so only others are required."""
    described: dict[str, Any] = {"name": column.name, "type": TYPES.get(column.type, "number" if "DECIMAL" in column.type else "any")}
    described |= {"title": column.label_zh, "description": f"{column.comment_zh} · {column.comment_en}"}
    if column.unit:
        described["unit"] = column.unit
    if not column.nullable and column.type != "VARCHAR":
        described["constraints"] = {"required": True}
    return described


def foreign_keys(table: Table, names: set[str]) -> list[dict[str, Any]]:
    """References of a table to others of the package."""
    wanted = REFERENCES | {"report_id": REPORTS}
    return [
        {"fields": [name], "reference": {"resource": resource, "fields": [target]}}
        for name, (resource, target) in wanted.items()
        if name in table.column_names
        and resource in names
        and resource != file_stem(table)
        and not (name == "cell_id" and table.name in BEYOND_CELLS)
    ]


def tabular(table: Table, path: str, entry: Mapping[str, Any], names: set[str], *, refers: bool) -> dict[str, Any]:
    """A CSV as a tabular resource."""
    schema: dict[str, Any] = {"fields": [field(column) for column in table.columns], "missingValues": [""], "primaryKey": list(table.key)}
    if refers and (keys := foreign_keys(table, names)):
        schema["foreignKeys"] = keys
    return {
        "name": file_stem(table),
        "type": "table",
        "title": table.view_zh,
        "description": f"{table.comment_zh} · {table.comment_en}",
        "path": path,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": entry["bytes"],
        "hash": f"sha256:{entry['sha256']}",
        "schema": schema,
    }


def plain_file(path: str, entry: Mapping[str, Any], title: str) -> dict[str, Any]:
    """A file that is listed, not described."""
    name = path.lower().replace("/", "-")
    mediatype = {"parquet": "application/vnd.apache.parquet", "json": "application/json"}.get(
        path.rsplit(".", 1)[-1], "application/octet-stream"
    )
    resource = {"name": name, "type": "file", "title": title, "path": path, "scheme": "file", "format": path.rsplit(".", 1)[-1]}
    return resource | {"mediatype": mediatype, "bytes": entry["bytes"], "hash": f"sha256:{entry['sha256']}"}


def describe_package(tables: Iterable[Table], files: Mapping[str, Mapping[str, Any]], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The descriptor. `files`: size and hash by path."""
    chosen = tuple(tables)
    with_csv = [table for table in chosen if f"csv/{file_stem(table)}.csv" in files]
    names = {file_stem(table) for table in with_csv}
    resources = []
    for table in with_csv:
        path = f"csv/{file_stem(table)}.csv"
        resources.append(tabular(table, path, files[path], names, refers=table.name not in BETWEEN_RELEASES))
    for table in chosen:
        path = f"parquet/{file_stem(table)}.parquet"
        if path in files:
            resources.append(plain_file(path, files[path], table.view_zh))
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"xianzhi-{facts.get('county_code') or 'all'}",
        "id": facts["release"],
        "title": f"县志 Xianzhi · {facts.get('county') or '全国'}",
        "description": "乡镇政府工作报告中的指标，每个数都能回到原句 · "
        "metrics from townships' work reports, every number leads back to its sentence",
        "version": facts["product_version"],
        "created": f"{facts['business_date']}T00:00:00Z",
        "sources": [{"title": "乡镇政府工作报告 · work reports of the townships"}],
        "resources": resources,
    }


def write_package(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write datapackage.json about the files that stand in the folder."""
    descriptor = describe_package(released_tables(), list_files(folder), facts)
    (folder / PACKAGE).write_text(json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
