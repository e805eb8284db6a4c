"""backfill: reports of some years read again, on a person's word, as a record that is resumed where it broke off.

In: the workshop, years, a reason. Out: a row of ops.backfill; the documents of one year at a time. A year counts as done when its documents
were read; the record is done when the run after it has published.

Example:
    record = begin_backfill(night, 2015, 2022, "新的户籍口径 · new registered-population rule", "王某")
    for year in record.remaining: ...
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

from flows.exit_codes import UsageProblem
from flows.night import Night
from flows.stages.raw import Arrival
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import read_frame, to_frame, upsert_rows

register("backfill.before_begin", "backfill.after_begin", "backfill.before_progress", "backfill.after_progress")
ARRIVALS = """
    SELECT DISTINCT d.sha256, d.file_name, d.received_at, d.size_bytes FROM raw.document AS d JOIN read.report AS r USING (sha256)
    WHERE r.year = ? ORDER BY d.sha256
"""


@dataclass(frozen=True, slots=True)
class Backfill:
    """One row of ops.backfill."""

    backfill_id: str
    from_year: int
    to_year: int
    reason: str
    who: str | None
    done_through: int | None
    state: str
    """running · done · cancelled"""

    @property
    def remaining(self) -> range:
        """Years still to be read."""
        return range(self.from_year if self.done_through is None else self.done_through + 1, self.to_year + 1)


def check_span(from_year: int, to_year: int, reason: str) -> None:
    """Raises UsageProblem for years the wrong way round, years nobody can mean, or no reason."""
    if not 1949 <= from_year <= to_year <= 2200:
        raise UsageProblem(f"--from {from_year} --to {to_year}: 起止年份有误 · these years do not make a span")
    if not reason.strip():
        raise UsageProblem("--reason: 请写明原因 · say why")


def write_backfill(night: Night, record: Backfill) -> None:
    """Put the record into ops.backfill."""
    with open_workshop(night.workspace.workshop) as con:
        upsert_rows(con, "ops.backfill", to_frame("ops.backfill", [asdict(record)]), night.run_id)


def list_backfills(night: Night) -> list[Backfill]:
    """All records, oldest first."""
    with open_workshop(night.workspace.workshop) as con:
        rows = read_frame(con, "ops.backfill").sort("backfill_id").to_dicts()
    return [Backfill(**{name: row[name] for name in Backfill.__dataclass_fields__}) for row in rows]


def begin_backfill(night: Night, from_year: int, to_year: int, reason: str, who: str = "") -> Backfill:
    """The record to work on: a running one of the same years and reason goes on where it stopped. Raises UsageProblem."""
    check_span(from_year, to_year, reason)
    same = (from_year, to_year, reason.strip())
    for former in list_backfills(night):
        if former.state == "running" and (former.from_year, former.to_year, former.reason) == same:
            return former
    reach("backfill.before_begin")
    identity = sha256(f"{night.run_id}:{same}".encode()).hexdigest()[:6]
    record = Backfill(f"{night.run_id.partition('-')[0]}-{identity}", *same, who or None, None, "running")
    write_backfill(night, record)
    reach("backfill.after_begin")
    return record


def arrivals_of(night: Night, year: int) -> Sequence[Arrival]:
    """Documents whose report is of that year."""
    with open_workshop(night.workspace.workshop) as con:
        return [Arrival(*row) for row in con.execute(ARRIVALS, [year]).fetchall()]


def note_year(night: Night, record: Backfill, year: int) -> Backfill:
    """Record that a year was read."""
    reach("backfill.before_progress")
    done = replace(record, done_through=year)
    write_backfill(night, done)
    reach("backfill.after_progress")
    return done


def end_backfill(night: Night, record: Backfill, state: str) -> Backfill:
    """Record that it is done or cancelled."""
    ended = replace(record, state=state)
    write_backfill(night, ended)
    return ended


def cancel_backfill(night: Night, identity: str) -> Backfill:
    """Cancel a running backfill: what was read stays read. Raises UsageProblem where none of that id runs."""
    for record in list_backfills(night):
        if record.backfill_id.startswith(identity) and record.state == "running":
            return end_backfill(night, record, "cancelled")
    raise UsageProblem(f"{identity}: 没有进行中的这个回填 · no such backfill is running; xianzhi backfill --list")
