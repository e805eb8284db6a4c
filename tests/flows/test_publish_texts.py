"""Keeping report texts out of the page is a reason for a new release, though no figure changed."""

from __future__ import annotations

from datetime import date

from flows.night import start_night
from flows.stages.publish import is_unchanged, release_facts, workshop_hash


def test_a_changed_setting_makes_a_new_release(sample_copy, monkeypatch):
    night = start_night(sample_copy, date(2023, 4, 10))
    digest = workshop_hash(night)
    assert is_unchanged(night, digest)
    monkeypatch.setenv("XIANZHI_PUBLISH__TEXTS", "false")
    discreet = start_night(sample_copy, date(2023, 4, 10))
    assert not is_unchanged(discreet, digest)
    assert release_facts(discreet)["texts"] is False
