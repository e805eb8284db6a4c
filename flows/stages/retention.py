"""retention: what may go after a while, by policy.

In: a Night whose lock is held, `[retention]` of the settings. Out: what went, or would go: old releases, logs, and bytes of the archive
that no report needs. Never the current release, never a report's bytes.

Example:
    for line in prune(night, releases=30, days=400, dry_run=True): print(line)
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from flows.log import log_event
from flows.night import STAMP, Night
from flows.stages.raw import archive_path
from transforms.publish.manifest import MANIFEST
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.promote import current_release

register(
    "retention.before_rename", "retention.after_rename", "retention.before_archive", "retention.after_archive", "retention.before_logs"
)
GONE = ".gone."
UNNEEDED = """
    SELECT sha256 FROM raw.document AS d WHERE outcome IN ('duplicate', 'quarantine') AND received_at < ?
      AND NOT EXISTS (SELECT 1 FROM read.report AS r WHERE r.sha256 = d.sha256)
      AND (outcome = 'duplicate' OR EXISTS (SELECT 1 FROM raw.quarantine AS q WHERE q.sha256 = d.sha256 AND q.resolution = 'dismissed'))
      AND NOT EXISTS (SELECT 1 FROM raw.quarantine AS q WHERE q.sha256 = d.sha256 AND q.resolved_at IS NULL)
    ORDER BY sha256
"""


def old_releases(night: Night, releases: int, days: int) -> list[Path]:
    """Releases that may go: not current, not among the newest `releases`, older than `days`."""
    folder = night.workspace.releases
    whole = sorted(path.parent for path in folder.glob(f"2*/{MANIFEST}") if not path.parent.is_symlink())
    oldest = (night.started_at - timedelta(days=days)).strftime(STAMP)
    current = current_release(folder)
    return [path for path in whole[:-releases] if path != current and path.name < oldest]


def remove_folder(folder: Path) -> None:
    """Remove a folder so that nobody sees half of it: renamed first."""
    doomed = folder if folder.name.startswith(GONE) else folder.with_name(f"{GONE}{folder.name}")
    reach("retention.before_rename")
    if doomed != folder:
        folder.rename(doomed)
    reach("retention.after_rename")
    shutil.rmtree(doomed)


def old_logs(night: Night, days: int) -> list[Path]:
    """Logs of runs before that time."""
    oldest = (night.started_at - timedelta(days=days)).strftime(STAMP)
    return [path for path in sorted(night.workspace.logs.glob("2*.jsonl")) if path.name < oldest]


def unneeded_documents(night: Night, days: int) -> list[str]:
    """Documents whose bytes nothing needs any more; none where `days` is 0."""
    if not days or not night.workspace.workshop.is_file():
        return []
    with open_workshop(night.workspace.workshop) as con:
        return [row[0] for row in con.execute(UNNEEDED, [night.started_at - timedelta(days=days)]).fetchall()]


def remove_bytes(night: Night, digests: list[str]) -> None:
    """Record that the bytes go, then remove them: a killed run leaves bytes that nobody counts, never a record without bytes."""
    reach("retention.before_archive")
    with open_workshop(night.workspace.workshop) as con:
        con.execute("UPDATE raw.document SET outcome = 'pruned' WHERE list_contains(?, sha256)", [digests])
    for digest in digests:
        archive_path(night.workspace.archive, digest).unlink(missing_ok=True)
    reach("retention.after_archive")


def prune(night: Night, *, releases: int, days: int, archive_days: int = 0, dry_run: bool) -> list[str]:
    """Remove what the policy lets go, or only say it. Returns one line per thing. Raises OSError."""
    left = sorted(night.workspace.releases.glob(f"{GONE}*"))
    folders, logs = old_releases(night, releases, days), old_logs(night, days)
    digests = unneeded_documents(night, archive_days)
    lines = [f"releases/{path.name}" for path in [*left, *folders]]
    lines += [f"logs/{path.name}" for path in logs] + [f"archive/{one[:2]}/{one}" for one in digests]
    if dry_run:
        return lines
    for folder in [*left, *folders]:
        remove_folder(folder)
    if digests:
        remove_bytes(night, digests)
    reach("retention.before_logs")
    for path in logs:
        path.unlink(missing_ok=True)
    return lines


def keep_policy(night: Night) -> int:
    """Prune by the workspace's settings at a run's end. Returns how many things went; a fault is logged and never fails the run."""
    policy = night.settings.retention
    try:
        gone = prune(night, releases=policy.releases, days=policy.days, archive_days=policy.archive_days, dry_run=False)
    except OSError as error:
        log_event(night, "retention", fault=str(error))
        return 0
    for line in gone:
        log_event(night, "retention", removed=line)
    return len(gone)
