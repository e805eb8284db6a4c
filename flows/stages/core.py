"""core: what we believe of what was read.

In: read.claim and read.report of the workshop. Out: core.observation, core.correction, core.candidate.
"""

from __future__ import annotations

import polars as pl

from flows.night import Night
from transforms.core.frames import choose, held_by_corrections, observe_corrected
from transforms.core.naming import name_subjects
from transforms.core.observation import Knowledge
from transforms.seeds.aliases import load_subject_aliases
from transforms.seeds.corrections import load_corrections
from transforms.seeds.indicators import load_indicators
from transforms.seeds.items import load_items
from transforms.seeds.units import load_units
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import read_frame, replace_rows, transaction

register("core.before_observe", "core.after_observe", "core.before_choose", "core.after_choose")
COUNTING = "report_id IN (SELECT report_id FROM read.report WHERE coalesce(superseded_reason, '') <> 'retracted')"
"""Claims of reports that were not retracted; those superseded stay, as losers."""


def observe_claims(night: Night) -> int:
    """Write core.observation anew. Returns its rows."""
    reach("core.before_observe")
    with open_workshop(night.workspace.workshop) as con:
        knowledge = Knowledge(load_indicators(night.seeds), load_units(), load_items(night.seeds))
        reports = read_frame(con, "read.report")
        claims = name_subjects(read_frame(con, "read.claim", COUNTING), load_subject_aliases(night.seeds))
        tables = observe_corrected(claims, reports, knowledge, load_corrections(night.seeds))
        with transaction(con):
            rows = replace_rows(con, "core.observation", tables.observations, night.run_id)
            replace_rows(con, "core.correction", tables.corrections, night.run_id)
    reach("core.after_observe")
    return rows


HELD = "SELECT DISTINCT claim_id, check_id AS check_name FROM ops.failing_row WHERE run_id = ? AND held AND claim_id IS NOT NULL"
"""Claims that a warning of this run holds back, whatever the layer."""


def choose_candidates(night: Night) -> int:
    """Write core.candidate anew; claims that a check holds, and those of corrections that failed, win nothing. Returns its rows."""
    reach("core.before_choose")
    with open_workshop(night.workspace.workshop) as con:
        observations, reports = read_frame(con, "core.observation"), read_frame(con, "read.report")
        held = con.sql(HELD, params=[night.run_id]).pl()
        doubtful = held_by_corrections(read_frame(con, "core.correction"), observations, reports)
        frame = choose(observations, reports, pl.concat([held, doubtful], how="diagonal"))
        rows = replace_rows(con, "core.candidate", frame, night.run_id)
    reach("core.after_choose")
    return rows
