"""How well the reader reads: annotated reports scored in-process, against floors that may only rise.

The sets are `dev` (reports that the reader was tuned on), `held_out` (files of dev that were kept back while it was written),
`blind` (written by someone who never saw the reader) and `official` (a later, denser batch of the same; the year of two of them
stands nowhere in the text); `seventh`, `eighth` and `ninth` are batches written after them by another hand.
docs/accuracy.md tells what each read at first sight; these have all been learnt from since.
`tenth` is by one more writer who had not seen the reader; its figures and events are made up; `eleventh` by another,
`twelfth` by a third, `thirteenth` by a fourth, `fourteenth` by a fifth: of the last no error has been looked at yet.
`pytest tests/accuracy -s` prints the table.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import annotations
import pytest
import score

from flows.commands.extract import claim_object
from flows.reading import find_report
from transforms.seeds.places import load_places

HERE = Path(__file__).resolve().parent
FLOORS: dict[str, dict[str, float]] = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
KEPT_BACK = {"gaohang-2019", "mutang-2024", "wuxian-2018", "xiushan-2023", "zhengping-2021"}
COLUMNS = (
    "reports",
    "facts",
    "township_right",
    "year_right",
    "detect_f1",
    "quantity_f1",
    "indicator_f1",
    "item_right",
    "scope_right",
    "cell_f1",
    "exact_f1",
)


def held_out(path: Path) -> bool:
    """Kept back while the reader was written: five files and the names from q to s."""
    return path.stem in KEPT_BACK or path.stem[0] in "qrs"


SETS: dict[str, list[Path]] = {
    "dev": sorted((HERE / "dev").glob("*.txt")),
    "held_out": [path for path in sorted((HERE / "dev").glob("*.txt")) if held_out(path)],
    "blind": sorted((HERE / "blind").glob("*.txt")),
    "official": sorted((HERE / "official").glob("*.txt")),
    "seventh": sorted((HERE / "seventh").glob("*.txt")),
    "eighth": sorted((HERE / "eighth").glob("*.txt")),
    "ninth": sorted((HERE / "ninth").glob("*.txt")),
    "tenth": sorted((HERE / "tenth").glob("*.txt")),
    "eleventh": sorted((HERE / "eleventh").glob("*.txt")),
    "twelfth": sorted((HERE / "twelfth").glob("*.txt")),
    "thirteenth": sorted((HERE / "thirteenth").glob("*.txt")),
    "fourteenth": sorted((HERE / "fourteenth").glob("*.txt")),
}


def predict(report: annotations.Report) -> list[dict[str, Any]]:
    """What `xianzhi extract` prints of the report's plain text."""
    found = find_report(report.text, report.path.name, load_places(None))
    rows = [claim_object(report.path.name, found, claim) for claim in found.reading.claims]
    return [json.loads(json.dumps(row, ensure_ascii=False)) for row in rows]


@pytest.fixture(scope="module")
def scores() -> dict[str, dict[str, Any]]:
    """The figures of every set; each report is read once."""
    reports = {path: annotations.read(path) for paths in SETS.values() for path in paths}
    predictions = {path.name: predict(report) for path, report in reports.items()}
    return {name: score.score([reports[path] for path in paths], predictions)[0] for name, paths in SETS.items()}


def table(scores: dict[str, dict[str, Any]]) -> str:
    """The figures as text, one set a line."""
    head = f"{'set':<10}" + "".join(f"{column:>16}" for column in COLUMNS)
    lines = [f"{name:<10}" + "".join(f"{result[column]:>16}" for column in COLUMNS) for name, result in scores.items()]
    return "\n".join([head, *lines])


def test_the_sets_are_there() -> None:
    sizes = {"dev": 51, "held_out": 15, "blind": 45, "official": 14, "seventh": 12, "eighth": 12, "ninth": 10}
    sizes |= {"tenth": 14, "eleventh": 14, "twelfth": 14, "thirteenth": 14, "fourteenth": 12}
    assert {name: len(paths) for name, paths in SETS.items()} == sizes


@pytest.mark.parametrize("path", [path for name in SETS if name != "held_out" for path in SETS[name]], ids=lambda path: path.stem)
def test_annotations_are_sound(path: Path) -> None:
    report = annotations.read(path)
    assert {"township", "county", "year"} <= report.meta.keys()
    assert [f.problems for f in report.facts if f.problems] == []
    assert {f.indicator for f in report.facts if f.indicator} <= score.CORE
    assert {f.measure for f in report.facts} <= {"level", "yoy", "growth", "delta", "completion", "share", "rank"}
    assert {f.status for f in report.facts} <= {"actual", "estimate", "target", "planned"}
    assert all(report.text[f.start : f.end] == f.surface for f in report.facts)
    assert all(start <= end for start, end in (annotations.period_bounds(f.period) for f in report.facts))


def test_spans_quote_the_text() -> None:
    for path in SETS["dev"][:5]:
        report = annotations.read(path)
        for row in predict(report):
            assert report.text[row["start"] : row["end"]] == row["quote"]


@pytest.mark.parametrize(("name", "figure"), [(name, figure) for name, floors in FLOORS.items() for figure in floors])
def test_no_figure_falls_below_its_floor(scores: dict[str, dict[str, Any]], name: str, figure: str) -> None:
    assert scores[name][figure] >= FLOORS[name][figure], "\n" + table(scores)


def test_print_the_table(scores: dict[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\n" + table(scores))
    assert scores.keys() == FLOORS.keys()
