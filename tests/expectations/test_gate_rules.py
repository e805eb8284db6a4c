"""Every rule: passes on a sound county, fails on named damage, cannot be checked without its table, does not apply to nothing.

Damages are data: damages.csv names the rule that must catch each, what was done, and the SQL that did it. `before` makes the rule apply.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from small_county import BUSINESS_DATE, RUN, write_manifest_of

from expectations.gate import run_rules, run_suite
from expectations.model import GateContext, GateResult, Kind, Native, Outcome, Rule
from expectations.suites import LAYERS, all_rules, load_suite
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.content import copy_released

DAMAGES = list(csv.DictReader((Path(__file__).parent / "damages.csv").open(encoding="utf-8")))
RULES = {rule.check_id: rule for rule in all_rules()}
FOR_FILES = ("manifest_agrees", "manifest_counts")


def outcome_of(result: GateResult, check_id: str) -> str:
    return next(one.outcome for one in result.results if one.check_id == check_id)


def judge(rule: Rule, database: Path, context: GateContext) -> GateResult:
    return run_rules(rule.layer, [rule], database, context)


@pytest.fixture(scope="session")
def sound(county: Path, previous: Path) -> dict[str, str]:
    """What every check says of the sound county."""
    context = GateContext(RUN, BUSINESS_DATE, previous=previous)
    results = [run_suite(layer, county, context) for layer in LAYERS if layer != "publish"]
    return {one.check_id: one.outcome for result in results for one in result.results}


def write(database: Path, sql: str) -> None:
    with duckdb.connect(str(database)) as con:
        con.execute(sql)
        con.execute("CHECKPOINT")


@pytest.mark.parametrize("damage", DAMAGES, ids=[f"{row['rule']}-{row['what_en']}".replace(" ", "_") for row in DAMAGES])
def test_the_named_rule_catches_the_damage(
    damage: dict[str, str], county: Path, previous: Path, sound: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    rule = RULES[damage["rule"]]
    context = GateContext(RUN, BUSINESS_DATE, previous=previous)
    database = tmp_path / "damaged.duckdb"
    if rule.layer == "publish":
        folder: Path = request.getfixturevalue("candidate")
        context = GateContext(RUN, BUSINESS_DATE, release=folder)
        database = folder / "metrics.duckdb"
    else:
        shutil.copy(county, database)
    if damage["before"]:
        write(database, damage["before"])
        assert outcome_of(judge(rule, database, context), rule.check_id) == "pass"
    else:
        assert rule.layer == "publish" or sound[rule.check_id] == "pass"
    write(database, damage["damage"])
    if rule.layer == "publish" and rule.check_id not in FOR_FILES:
        write_manifest_of(database.parent)
    result = judge(rule, database, context)
    assert outcome_of(result, rule.check_id) == "fail", result.results
    assert all(row.row_key for row in result.failing_rows)
    assert result.failing_rows
    assert result.stopped == (rule.kind is Kind.STOP)
    assert bool(result.held.height) == rule.holds


def test_every_rule_has_a_damage_that_it_catches() -> None:
    assert {row["rule"] for row in DAMAGES} | {"manifest_agrees"} == set(RULES)


def test_a_sound_county_passes(sound: dict[str, str]) -> None:
    assert {check_id for check_id, outcome in sound.items() if outcome in ("fail", "error")} == set()
    assert sum(outcome == "pass" for outcome in sound.values()) >= 100


def test_a_sound_release_passes_and_a_changed_file_does_not(candidate: Path) -> None:
    context = GateContext(RUN, BUSINESS_DATE, release=candidate)
    result = run_suite("publish", candidate / "metrics.duckdb", context)
    assert [one for one in result.results if one.outcome != "pass"] == []
    (candidate / "extra.txt").write_text("not in the manifest", encoding="utf-8")
    changed = run_suite("publish", candidate / "metrics.duckdb", context)
    assert [one.check_id for one in changed.stopped_by] == ["manifest_agrees"]
    assert [row.row_key for row in changed.failing_rows] == ["path=extra.txt"]


@pytest.mark.parametrize("layer", LAYERS)
def test_an_empty_workshop_makes_rules_not_applicable_never_failed(layer: str, tmp_path: Path, context: GateContext) -> None:
    database = tmp_path / "workshop.duckdb"
    open_workshop(database).close()
    if layer == "publish":
        database = tmp_path / "metrics.duckdb"
        copy_released(tmp_path / "workshop.duckdb", database)
    result = run_suite(layer, database, context)
    counts = Counter(one.outcome for one in result.results if "gate_can_fail" not in one.check_id)
    wanted_rows = [rule.check_id for rule in load_suite(layer) if rule.applies == "SELECT 1" or rule.check_id in FOR_FILES]
    assert counts["not_applicable"] == len(load_suite(layer)) - len(wanted_rows)
    assert all(one.detail for one in result.results if one.outcome == "not_applicable")


@pytest.mark.parametrize("layer", LAYERS)
def test_without_its_table_a_rule_cannot_be_checked_and_that_is_red(layer: str, tmp_path: Path, context: GateContext) -> None:
    database = tmp_path / "bare.duckdb"
    write(database, "CREATE TABLE nothing (a INTEGER)")
    rules = [rule for rule in load_suite(layer) if rule.applies != "SELECT 1" and not rule.needs_previous]
    result = run_rules(layer, rules, database, context)
    results = [one for one in result.results if "gate_can_fail" not in one.check_id]
    assert {one.outcome for one in results} == {"error"}
    assert all(one.detail for one in results)
    assert {one.check_id for one in result.stopped_by} >= {rule.check_id for rule in rules if rule.kind is Kind.STOP}


def test_a_missing_column_is_an_error_of_the_rules_that_need_it(county: Path, tmp_path: Path, context: GateContext) -> None:
    """Great Expectations itself says success=False here: an expectation that could not be computed is no failure."""
    database = tmp_path / "workshop.duckdb"
    shutil.copy(county, database)
    write(database, "ALTER TABLE core.observation DROP COLUMN as_of")
    result = run_suite("core", database, context)
    assert outcome_of(result, "as_of_in_time") == "error"
    assert outcome_of(result, "conversion_exact") == "pass"
    assert result.stopped


def test_the_canary_is_part_of_every_suite(county: Path, context: GateContext) -> None:
    result = run_rules("raw", [RULES["document_hash_form"]], county, context)
    assert outcome_of(result, "raw_gate_can_fail") == "pass"


def test_the_workshop_can_be_written_again_after_the_gate(county: Path, tmp_path: Path, context: GateContext) -> None:
    database = tmp_path / "workshop.duckdb"
    shutil.copy(county, database)
    run_suite("raw", database, context)
    open_workshop(database).close()


def test_failing_rows_lead_back_to_their_sentence(county: Path, tmp_path: Path, context: GateContext) -> None:
    database = tmp_path / "workshop.duckdb"
    shutil.copy(county, database)
    damage = next(row for row in DAMAGES if row["rule"] == "per_person_plausible")
    write(database, damage["damage"])
    result = run_suite("core", database, context)
    (row,) = [row for row in result.failing_rows if row.check_id == "per_person_plausible"]
    assert (row.township_id, row.year, row.indicator, row.held) == ("t2", 2020, "fiscal_revenue", True)
    assert row.sentence is not None
    assert "财政收入" in row.sentence
    assert ("per_person_plausible",) in result.held.filter(claim_id=row.claim_id).select("check_name").rows()
    assert not result.stopped


def test_rules_are_well_formed() -> None:
    ids = [rule.check_id for rule in all_rules()]
    assert len(ids) == len(set(ids))
    for rule in all_rules():
        assert rule.zh
        assert rule.en
        assert rule.todo_zh
        assert rule.todo_en
        assert rule.owner in ("数据管理员", "系统管理员")
        assert rule.layer in LAYERS


def test_every_rule_file_is_in_one_suite() -> None:
    files = {path.stem for path in (Path(__file__).parents[2] / "expectations" / "rules").glob("*.py")} - {"__init__"}
    assert files <= set(RULES)
    assert {check_id for check_id in RULES if ":" not in check_id} == files


@pytest.mark.parametrize(
    "wrong",
    [
        {"failing": "", "native": None},
        {"failing": "SELECT 1", "native": Native("ExpectColumnValuesToNotBeNull", {"column": "a"})},
        {"failing": "SELECT 1", "kind": Kind.STOP, "holds": True},
    ],
)
def test_a_rule_that_could_not_work_is_refused(wrong: dict[str, object]) -> None:
    words = {"check_id": "x", "layer": "raw", "table": "raw.document", "kind": Kind.WARN, "zh": "", "en": "", "todo_zh": "", "todo_en": ""}
    with pytest.raises(ValueError, match="x:"):
        Rule(**(words | wrong))  # type: ignore[arg-type]


def test_outcomes_are_four() -> None:
    assert [one.value for one in Outcome] == ["pass", "fail", "error", "not_applicable"]
