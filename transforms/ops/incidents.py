"""Incidents: one lasting problem = check × township × indicator, from the night it opens to the night it is gone.

In: what the checks of a run said, the incidents so far, the business date. Out: the incidents after the run, and what changed.

States: opened · worse · still_open · recovered · reopened. A check that did not run (error, no release before, suite not reached) resolves
nothing. That a check could not run is an incident of its own, with `could_not_run` for its indicator.

Example:
    >>> step = advance((), (Finding("spans_hold", None, None, "stop", "系统管理员", 3),), {"spans_hold"}, date(2026, 11, 24))
    >>> [(change.what, change.incident.failing) for change in step.changes]
    [('opened', 3)]
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

COULD_NOT_RUN = "could_not_run"
RUN_ENDS = "run_ends"
"""The check that a run comes to its end, whatever its verdict."""
RUN_IS_RECENT = "run_is_recent"
"""The check that the last good run is not too long ago; the heartbeat makes it."""
OPEN = ("opened", "worse", "still_open", "reopened")
NEWS = ("opened", "worse", "reopened", "reminder", "recovered")


class IncidentError(ValueError):
    """An incident cannot be acknowledged or snoozed so: says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found for one township and indicator in one run."""

    check_id: str
    township_id: str | None
    indicator: str | None
    kind: str
    owner: str
    failing: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """One row of ops.incident."""

    incident_id: str
    check_id: str
    township_id: str | None
    indicator: str | None
    kind: str
    owner: str
    state: str
    failing: int
    worst: int
    opened_on: date
    last_seen_on: date
    recovered_on: date | None = None
    acknowledged_by: str | None = None
    snoozed_until: date | None = None
    note: str | None = None
    example: str | None = None

    @property
    def is_open(self) -> bool:
        """Has it not recovered?"""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Change:
    """News about one incident: opened · worse · reopened · reminder (its snooze is over) · recovered."""

    what: str
    incident: Incident


@dataclass(frozen=True, slots=True)
class Step:
    """After a run: all incidents, and what is news. Snoozed incidents are open but no news."""

    incidents: tuple[Incident, ...]
    changes: tuple[Change, ...]

    @property
    def still_open(self) -> int:
        """Open incidents that are no news."""
        told = {change.incident.incident_id for change in self.changes}
        return sum(one.is_open and one.incident_id not in told for one in self.incidents)


def incident_id(check_id: str, township_id: str | None, indicator: str | None) -> str:
    """The key of check × township × indicator."""
    return sha256("\x1f".join((check_id, township_id or "", indicator or "")).encode()).hexdigest()[:16]


def checks_that_ran(results: Iterable[Mapping[str, Any]]) -> set[str]:
    """Checks whose silence means health: passed, failed, or with nothing left to judge. Rows as in ops.check_result."""
    return {
        row["check_id"]
        for row in results
        if row["outcome"] in ("pass", "fail") or (row["outcome"] == "not_applicable" and row.get("checked") == 0)
    }


def gather_findings(results: Iterable[Mapping[str, Any]], failing_rows: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Failing rows by check, township and indicator; a failed check without rows, or one that could not run, as one finding each."""
    by_check = {row["check_id"]: row for row in results if row["outcome"] in ("fail", "error")}
    groups: dict[tuple[str, str | None, str | None], list[Mapping[str, Any]]] = {}
    for row in failing_rows:
        if row["check_id"] in by_check:
            groups.setdefault((row["check_id"], row.get("township_id"), row.get("indicator")), []).append(row)
    found = []
    for (check_id, township_id, indicator), rows in groups.items():
        check = by_check[check_id]
        example = "；原句：".join(filter(None, (rows[0].get("detail"), rows[0].get("sentence"))))
        found.append(Finding(check_id, township_id, indicator, check["kind"], check["owner"], len(rows), example))
    told = {one.check_id for one in found}
    for check_id, check in by_check.items():
        if check["outcome"] == "error":
            found.append(Finding(check_id, None, COULD_NOT_RUN, check["kind"], check["owner"], 1, check.get("detail") or ""))
        elif check_id not in told:
            found.append(Finding(check_id, None, None, check["kind"], check["owner"], check.get("failing") or 1, check.get("detail") or ""))
    return tuple(sorted(found, key=lambda one: (one.check_id, one.township_id or "", one.indicator or "")))


def run_finding(outcome: str, message: str, owner: str) -> tuple[Finding, ...]:
    """A run that broke off, as a finding: told once, recovered by the next run that ends."""
    return (Finding(RUN_ENDS, None, None, "stop", owner, 1, message),) if outcome == "failed" else ()


def only(step: Step, owners: Collection[str], kinds: Collection[str]) -> Step:
    """The part of a step that some owners and kinds of checks are about; empty means all."""

    def fits(one: Incident) -> bool:
        return (not owners or one.owner in owners) and (not kinds or one.kind in kinds)

    return Step(tuple(one for one in step.incidents if fits(one)), tuple(change for change in step.changes if fits(change.incident)))


def _open(finding: Finding, today: date) -> Incident:
    return Incident(
        incident_id=incident_id(finding.check_id, finding.township_id, finding.indicator),
        check_id=finding.check_id,
        township_id=finding.township_id,
        indicator=finding.indicator,
        kind=finding.kind,
        owner=finding.owner,
        state="opened",
        failing=finding.failing,
        worst=finding.failing,
        opened_on=today,
        last_seen_on=today,
        example=finding.example or None,
    )


def _seen_again(former: Incident, finding: Finding, today: date) -> tuple[Incident, str | None]:
    """A former incident found once more, and what is news about it."""
    seen = replace(
        former,
        kind=finding.kind,
        owner=finding.owner,
        failing=finding.failing,
        worst=max(former.worst, finding.failing),
        last_seen_on=today,
        recovered_on=None,
        example=finding.example or former.example,
    )
    if former.state == "recovered":
        return replace(seen, state="reopened", opened_on=today, worst=finding.failing), "reopened"
    if former.snoozed_until is not None:
        if today < former.snoozed_until:
            return replace(seen, state="still_open"), None
        return replace(seen, state="still_open", snoozed_until=None), "reminder"
    if finding.failing > former.worst:
        return replace(seen, state="worse", acknowledged_by=None), "worse"
    return replace(seen, state="still_open"), None


def _not_seen(former: Incident, ran: bool, today: date) -> tuple[Incident, str | None]:
    """A former incident that was not found this time."""
    if not former.is_open:
        return former, None
    if not ran:
        return replace(former, state="still_open"), None
    gone = replace(former, state="recovered", failing=0, recovered_on=today, acknowledged_by=None, snoozed_until=None, note=None)
    return gone, "recovered"


def advance(former: Sequence[Incident], findings: Iterable[Finding], ran: Collection[str], today: date) -> Step:
    """The incidents after a run. `ran` are the checks whose silence means health (see `checks_that_ran`)."""
    found = {incident_id(one.check_id, one.township_id, one.indicator): one for one in findings}
    incidents: list[Incident] = []
    changes: list[Change] = []
    for one in former:
        finding = found.pop(one.incident_id, None)
        if finding is not None:
            now, what = _seen_again(one, finding, today)
        else:
            now, what = _not_seen(one, one.check_id in ran, today)
        incidents.append(now)
        if what is not None:
            changes.append(Change(what, now))
    for finding in found.values():
        fresh = _open(finding, today)
        incidents.append(fresh)
        changes.append(Change("opened", fresh))
    rank = {what: number for number, what in enumerate(NEWS)}
    changes.sort(key=lambda change: (rank[change.what], change.incident.kind != "stop", -change.incident.failing, change.incident.check_id))
    return Step(tuple(sorted(incidents, key=lambda one: one.incident_id)), tuple(changes))


def acknowledge(incident: Incident, who: str, note: str) -> Incident:
    """Somebody has seen it and says so: no more news until it gets worse or recovers. Raises IncidentError."""
    if not incident.is_open:
        raise IncidentError(f"{incident.incident_id}: 已恢复，无需确认 · has recovered, nothing to acknowledge")
    if not who.strip() or not note.strip():
        raise IncidentError(f"{incident.incident_id}: 须写明确认人和理由 · say who acknowledges it, and why")
    return replace(incident, acknowledged_by=who, note=note)


def snooze(incident: Incident, until: date, who: str, note: str, today: date) -> Incident:
    """No news before `until`, then a reminder if it is still there. Raises IncidentError for a date that is not in the future."""
    if until <= today:
        raise IncidentError(f"{incident.incident_id}: 暂缓日期须晚于今天 · snooze to a day after {today}")
    return replace(acknowledge(incident, who, note), snoozed_until=until)
