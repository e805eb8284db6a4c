"""What a batch of documents was read as, before it is in the warehouse: rows by table, in memory or in files beside the workshop.

In: documents after reading. Out: `Staged`: a frame for each of the tables that a batch writes, what the log tells, what was set aside.
Reading in other processes, on other machines too, hands over files (Arrow) and their folder's name; texts never pass a scheduler.

Example:
    staged = stage_documents(night, documents)
    write_staged(staged, folder)
    store_staged(con, night, read_staged(folder))
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb
import polars as pl

from flows.log import log_event
from flows.night import Night
from flows.workspace import Workspace
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import append_rows, transaction, upsert_rows

register("read.before_batch", "read.after_batch")
register("staging.before_write", "staging.before_rename", "staging.after_rename", "staging.before_clear")

TOLD = "told.json"
COPY = "duplicate"
"""raw.document's outcome for a text that another report has."""
BY_REPORT = ("read.text", "read.position", "read.mention", "read.claim")
"""Tables of which a report has rows of its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one document: in the run's log, and to whoever started the run."""

    sha256: str
    file_name: str
    outcome: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """A batch, read."""

    frames: Mapping[str, pl.DataFrame]
    """By table, without run_id."""
    told: tuple[Told, ...]
    aside: tuple[str, ...] = ()
    """File names with the reason."""
    documents: int = 0
    """Those of the batch, with members of archives that gave no bytes."""

    @property
    def digests(self) -> list[str]:
        """SHA-256 of every document."""
        return [one.sha256 for one in self.told]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What one batch came to."""

    documents: int
    reports: int
    quarantined: tuple[str, ...]
    """File names with the reason."""


def staging_folder(workspace: Workspace) -> Path:
    """Where batches wait for the workshop."""
    return workspace.work / "staging"


def write_staged(staged: Staged, folder: Path) -> Path:
    """Write a batch, whole or not at all; one that is there already, of a worker that was killed after it, stays: somebody may read it."""
    reach("staging.before_write")
    part = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name, frame in staged.frames.items():
        frame.write_ipc(part / f"{name}.arrow", compression="zstd")
    told = {"told": [asdict(one) for one in staged.told], "aside": staged.aside, "documents": staged.documents}
    (part / TOLD).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    reach("staging.before_rename")
    try:
        part.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        shutil.rmtree(part)
    reach("staging.after_rename")
    return folder


def read_staged(folder: Path) -> Staged:
    """A batch as it was written. Raises FileNotFoundError where the folder is not shared with whoever wrote it."""
    told = json.loads((folder / TOLD).read_text(encoding="utf-8"))
    frames = {path.stem: pl.read_ipc(path) for path in sorted(folder.glob("*.arrow"))}
    return Staged(frames, tuple(Told(**one) for one in told["told"]), tuple(told["aside"]), told["documents"])


def clear_staged(folder: Path) -> None:
    """Take away a folder of batches; one that is not there is fine."""
    reach("staging.before_clear")
    shutil.rmtree(folder, ignore_errors=True)


BATCH = "batch_digest"
"""Documents of the batch that is being stored: a join reads a table once, a list in SQL compares every row with each."""


def _name_batch(con: duckdb.DuckDBPyConnection, digests: Sequence[str]) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {BATCH} AS SELECT unnest($digests::VARCHAR[]) AS sha256", {"digests": list(digests)})


def _forget(con: duckdb.DuckDBPyConnection) -> None:
    """Remove what an earlier reading of these documents said."""
    ids = [row[0] for row in con.execute(f"SELECT report_id FROM read.report SEMI JOIN {BATCH} USING (sha256)").fetchall()]
    if ids:
        for name in (*BY_REPORT, "read.report"):
            con.execute(f"DELETE FROM {name} WHERE report_id IN (SELECT unnest($ids::VARCHAR[]))", {"ids": ids})


def former_texts(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The texts that these documents have now, as rows of read.text_version: what a better reader replaces is kept."""
    sql = f"""
        SELECT r.sha256, t.text_sha256, r.report_id, r.reader_version, t.length, t.text
        FROM read.text t JOIN read.report r USING (report_id) SEMI JOIN {BATCH} b ON b.sha256 = r.sha256
    """
    return con.execute(sql).pl()


def _keep_replaced(con: duckdb.DuckDBPyConnection, night: Night, former: pl.DataFrame) -> None:
    """Keep those former texts that are no document's text any more."""
    if former.is_empty():
        return
    replaced = former.join(former_texts(con), on=["sha256", "text_sha256"], how="anti", nulls_equal=True)
    if replaced.height:
        upsert_rows(con, "read.text_version", replaced.with_columns(replaced_at=pl.lit(night.started_at)), night.run_id)


def find_copies(con: duckdb.DuckDBPyConnection, texts: pl.DataFrame) -> list[str]:
    """report_ids whose very text another report has, in the workshop or earlier in the batch: a claim's id is that of its text."""
    digests = texts.get_column("text_sha256").to_list()
    sql = "SELECT text_sha256 FROM read.text WHERE text_sha256 IN (SELECT unnest($digests::VARCHAR[]))"
    known = {row[0] for row in con.execute(sql, {"digests": digests}).fetchall()}
    copies = []
    for report_id, digest in texts.select("report_id", "text_sha256").iter_rows():
        if digest in known:
            copies.append(report_id)
        known.add(digest)
    return copies


def _write_quarantine(con: duckdb.DuckDBPyConnection, night: Night, frame: pl.DataFrame) -> None:
    con.execute(
        f"UPDATE raw.quarantine SET resolved_at = ?, resolution = 'retried' "
        f"WHERE resolved_at IS NULL AND sha256 IN (SELECT sha256 FROM {BATCH})",
        [night.started_at],
    )
    if frame.is_empty():
        return
    seen = con.execute(f"SELECT sha256, min(first_seen) AS before FROM raw.quarantine SEMI JOIN {BATCH} USING (sha256) GROUP BY ALL").pl()
    first = frame.join(seen, on="sha256", how="left", maintain_order="left").with_columns(first_seen=pl.coalesce("before", "first_seen"))
    upsert_rows(con, "raw.quarantine", first.drop("before"), night.run_id)


def without_copies(staged: Staged, copies: Sequence[str]) -> Staged:
    """The batch where documents with another report's text are named duplicates and make no report."""
    if not copies:
        return staged
    reports = staged.frames["read.report"]
    named = set(reports.filter(pl.col("report_id").is_in(list(copies))).get_column("sha256"))
    frames = dict(staged.frames)
    for name in ("read.report", *BY_REPORT):
        frames[name] = frames[name].filter(~pl.col("report_id").is_in(list(copies)))
    is_copy = pl.col("sha256").is_in(list(named))
    frames["raw.document"] = frames["raw.document"].with_columns(outcome=pl.when(is_copy).then(pl.lit(COPY)).otherwise("outcome"))
    told = tuple(replace(one, outcome=COPY) if one.sha256 in named else one for one in staged.told)
    return replace(staged, frames=frames, told=told)


def store_staged(con: duckdb.DuckDBPyConnection, night: Night, staged: Staged) -> BatchResult:
    """Write one batch in one transaction."""
    reach("read.before_batch")
    with transaction(con):
        _name_batch(con, staged.digests)
        former = former_texts(con)
        _forget(con)
        staged = without_copies(staged, find_copies(con, staged.frames["read.text"]))
        upsert_rows(con, "raw.document", staged.frames["raw.document"], night.run_id)
        _write_quarantine(con, night, staged.frames["raw.quarantine"])
        upsert_rows(con, "read.report", staged.frames["read.report"], night.run_id)
        for name in BY_REPORT:  # what an earlier reading wrote was removed above
            append_rows(con, name, staged.frames[name], night.run_id)
        _keep_replaced(con, night, former)
    reach("read.after_batch")
    for one in staged.told:
        log_event(night, "document", **asdict(one))
    return BatchResult(staged.documents, staged.frames["read.report"].height, staged.aside)
