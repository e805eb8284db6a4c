"""One run: what it knows from the start, and what came of it.

In: a home, a business date. Out: `Night` (handed to every stage) and `Outcome` (handed back).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.exit_codes import Exit
from flows.settings import Settings, load_settings
from flows.workspace import Workspace, open_workspace

STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Night:
    """What a run knows from the start. Stages take their dates from here, never from the clock."""

    workspace: Workspace
    settings: Settings
    run_id: str
    """UTC stamp and six hex digits; also the release's name."""
    business_date: date
    started_at: datetime
    """UTC."""

    @property
    def seeds(self) -> Path:
        """The county's own seeds, laid over the product's."""
        return self.workspace.seeds


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run."""

    run_id: str
    outcome: str
    """published · unchanged · stopped · ingested"""
    exit_code: Exit
    release: Path | None = None
    documents: int = 0
    """New or re-read documents of this run."""
    quarantined: int = 0
    """Of these, those set aside."""
    reports: int = 0
    """Reports that count, all runs together; so too mentions, claims, cells."""
    mentions: int = 0
    claims: int = 0
    cells: int = 0
    checks: int = 0
    failed_checks: int = 0
    message: str = ""


def start_night(home: Path, business_date: date | None = None) -> Night:
    """A run's facts. The business date is the workspace's today where none is given. Raises UsageProblem."""
    workspace = open_workspace(home)
    settings = load_settings(workspace.home)
    now = datetime.now(UTC)
    day = business_date or now.astimezone(ZoneInfo(settings.timezone)).date()
    return Night(workspace, settings, f"{now.strftime(STAMP)}-{secrets.token_hex(3)}", day, now.replace(tzinfo=None))
