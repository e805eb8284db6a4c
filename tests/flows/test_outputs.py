"""An output that cannot be written never costs the release: exit 4, and the next night tries again."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from flows.exit_codes import Exit
from flows.night import Outcome, start_night
from flows.river import Journal, release, run_plain, silent
from flows.stages.gate import check_layer
from flows.stages.ops import begin_run
from transforms.publish import outputs
from transforms.publish.manifest import compare_folder, read_manifest
from transforms.publish.outputs import Output, lacking, write_outputs

SO_FAR = Outcome("run", "ingested", Exit.OK)


def write_note(folder, facts):
    (folder / "note.txt").write_text(facts["release"], encoding="utf-8")


def write_half(folder, facts):
    (folder / "half").mkdir()
    (folder / "half" / "page.html").write_text("x", encoding="utf-8")
    raise OSError("磁盘已满 · no space left")


NOTE, HALF = Output("note.txt", write_note), Output("half", write_half)


def test_what_a_failed_output_left_is_removed_and_the_others_stand(tmp_path):
    faults = write_outputs(tmp_path, {"release": "r"}, (HALF, NOTE))
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
    assert len(faults) == 1
    assert "half" in faults[0]
    assert "no space left" in faults[0]


def test_lacking_knows_files_and_folders(monkeypatch):
    monkeypatch.setattr(outputs, "OUTPUTS", (NOTE, HALF))
    assert lacking({"README.md": {}, "notes": {}}) == ("note.txt", "half")
    assert lacking({"note.txt": {}, "half/page.html": {}}) == ()


@pytest.fixture
def night_with(sample_copy, monkeypatch):
    """The end of a night whose workshop says what the current release says, with these outputs besides the product's."""
    own = outputs.OUTPUTS

    def end(*more: Output) -> Outcome:
        monkeypatch.setattr(outputs, "OUTPUTS", (*own, *more))
        night = start_night(sample_copy, date(2023, 4, 10))
        begin_run(night)
        check_layer(night, "raw")
        return release(Journal(night, run_plain, silent), SO_FAR)

    logging.disable(logging.WARNING)
    yield end
    logging.disable(logging.NOTSET)


def test_nights_with_outputs_that_fail(night_with):
    assert night_with().outcome == "unchanged"
    failing = night_with(HALF)
    assert (failing.outcome, failing.exit_code) == ("unchanged", Exit.PUBLISHED_WITH_FAULTS), "no release that adds nothing"
    assert "half" in failing.message
    better = night_with(HALF, NOTE)
    assert (better.outcome, better.exit_code) == ("published", Exit.PUBLISHED_WITH_FAULTS), "a new output makes a release"
    manifest = read_manifest(better.release)
    assert compare_folder(better.release, manifest) == []
    assert "note.txt" in manifest["files"]
    assert "no space left" in manifest["faults"][0]
    assert "no space left" in (better.release / "README.md").read_text(encoding="utf-8")
    assert "csv/cell.csv" in manifest["files"]
    healed = night_with(NOTE)
    assert (healed.outcome, healed.exit_code) == ("unchanged", Exit.OK)
