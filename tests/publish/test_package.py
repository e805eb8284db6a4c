"""datapackage.json is valid, and validation would tell; indicators.json and README say what the release holds."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal

import polars as pl
import pytest
from frictionless import validate

from transforms.publish.datapackage import PACKAGE
from transforms.publish.manifest import read_manifest
from transforms.publish.readme import exactness_text
from transforms.seeds.measured import load_measured
from transforms.warehouse.registry import load_registry


@pytest.fixture
def release(sample):
    return (sample.home / "releases" / "current").resolve()


def test_frictionless_finds_the_release_valid(release):
    report = validate(str(release / PACKAGE))
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    tables = {task.name for task in report.tasks if task.type == "table"}
    assert {"cell", "growth", "target", "ranking", "read.claim"} <= tables


def test_every_csv_and_parquet_file_is_in_the_package(release):
    listed = {resource["path"] for resource in json.loads((release / PACKAGE).read_text(encoding="utf-8"))["resources"]}
    assert listed == {path for path in read_manifest(release)["files"] if path.startswith(("csv/", "parquet/"))}


def test_the_schema_is_the_registrys(release):
    package = json.loads((release / PACKAGE).read_text(encoding="utf-8"))
    schema = next(resource["schema"] for resource in package["resources"] if resource["name"] == "cell")
    table = load_registry()["metrics.cell"]
    assert [field["name"] for field in schema["fields"]] == list(table.column_names)
    assert schema["primaryKey"] == list(table.key)


DAMAGES = {
    "type": ("cell.csv", ",2022,", ",二〇二二,", "type-error"),
    "reference": ("cell.csv", ":990101001:2018,ads_enterprises,", ":990101001:2018,no_such_indicator,", "foreign-key"),
    "key": ("indicator.csv", "\nadmin_villages,", "\naccidents,", "primary-key"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_frictionless_would_tell(release, tmp_path, damage):
    name, before, after, fault = DAMAGES[damage]
    shutil.copytree(release / "csv", tmp_path / "csv")
    path = tmp_path / "csv" / name
    path.chmod(0o644)
    text = path.read_bytes().decode("utf-8")
    assert before in text
    path.write_bytes(text.replace(before, after, 1).encode("utf-8"))
    package = json.loads((release / PACKAGE).read_text(encoding="utf-8"))
    package["resources"] = [
        {key: value for key, value in resource.items() if key not in ("bytes", "hash")}
        for resource in package["resources"]
        if resource["name"] in ("indicator", "cell", "read.report", "read.claim")
    ]
    (tmp_path / PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    report = validate(str(tmp_path / PACKAGE))
    assert fault in {error for (error,) in report.flatten(["type"])}, report.flatten(["type", "message"])[:3]


def test_indicators_say_what_they_mean_and_what_there_is(release):
    document = json.loads((release / "indicators.json").read_text(encoding="utf-8"))
    told = {one["shortName"]: one for one in document["indicators"]}
    cells = pl.read_parquet(release / "parquet" / "cell.parquet").filter(pl.col("value").is_not_null())
    counts = dict(cells.group_by("indicator").len().rows())
    assert {code: one["coverage"]["cells"] for code, one in told.items() if one["coverage"]["cells"]} == counts
    assert set(told) == set(pl.read_parquet(release / "parquet" / "indicator.parquet")["code"])
    income = told["rural_disposable_income"]
    assert income["unit"] == "元"
    assert income["timespan"] == "2018-2022"
    assert any("2013" in one for one in income["descriptionKey"]), "breaks are told with their source"
    assert all(one["descriptionShort"] and one["origins"] and one["name"] for one in told.values())


def test_readme_names_every_file_and_the_measured_exactness(release):
    text = (release / "README.md").read_text(encoding="utf-8")
    tops = {path.split("/")[0] for path in read_manifest(release)["files"]} - {"README.md"}
    assert [name for name in tops if f"`{name}`" not in text and f"`{name}/`" not in text] == []
    for one in load_measured():
        assert f"| {one.set} | {one.reports} | {one.facts} |" in text
        assert one.measured_on.isoformat() in text


def test_exactness_is_what_was_measured():
    assert all(Decimal("0.5") < one.exact_f1 <= 1 for one in load_measured())
    assert exactness_text([]) == "未测 · not measured."
