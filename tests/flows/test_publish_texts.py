"""Keeping report texts out of what is published: a reason for a new release, though no figure changed; and then out of every file of it."""

from __future__ import annotations

from datetime import date

import duckdb

from flows.night import start_night
from flows.stages.publish import build_candidate, is_unchanged, release_facts, workshop_hash
from transforms.publish.texts import blank_outside
from transforms.warehouse.connection import open_release


def test_a_changed_setting_makes_a_new_release(sample_copy, monkeypatch):
    night = start_night(sample_copy, date(2023, 4, 10))
    digest = workshop_hash(night)
    assert is_unchanged(night, digest)
    monkeypatch.setenv("XIANZHI_PUBLISH__TEXTS", "false")
    discreet = start_night(sample_copy, date(2023, 4, 10))
    assert not is_unchanged(discreet, digest)
    assert release_facts(discreet)["texts"] is False


def test_no_file_of_a_discreet_release_holds_a_sentence_without_a_figure(sample_copy, monkeypatch):
    monkeypatch.setenv("XIANZHI_PUBLISH__TEXTS", "false")
    night = start_night(sample_copy, date(2023, 4, 10))
    with open_release(night.workspace.workshop) as con:
        whole = dict(con.execute("SELECT report_id, text FROM read.text").fetchall())
    folder = build_candidate(night, "digest")
    with open_release(folder / "metrics.duckdb") as con:
        kept = dict(con.execute("SELECT report_id, text FROM read.text").fetchall())
        claims = con.execute('SELECT report_id, start, "end", quote, sentence_start, sentence FROM read.claim').fetchall()
        named = [str(row) for table in ("report", "mention") for row in con.execute(f"FROM read.{table}").fetchall()]
    assert claims
    for report, start, end, quote, at, sentence in claims:
        assert kept[report][start:end] == quote
        assert kept[report][at : at + len(sentence)] == sentence
    secret = {text[low : low + 12] for report, text in whole.items() for low in hidden(text, kept[report])}
    assert len(secret) > 20
    (parquet,) = (folder / "parquet").glob("*text.parquet")
    assert dict(duckdb.sql(f"SELECT report_id, text FROM '{parquet}'").fetchall()) == kept
    shown = "".join([*kept.values(), *named])
    found = [
        path.name
        for path in folder.rglob("*")
        if path.is_file()
        for one in secret
        if one not in shown and one.encode() in path.read_bytes()
    ]
    assert found == []


def hidden(text: str, kept: str) -> list[int]:
    """Where a dozen characters in a row are blanked."""
    assert len(text) == len(kept)
    return [at for at in range(0, len(text) - 12, 12) if kept[at : at + 12] == "□" * 12]


def test_marks_and_lines_stay_where_text_is_blanked():
    assert blank_outside("甲乙。\n丙 丁3；戊", [(4, 9)]) == "□□。\n丙 丁3；□"
