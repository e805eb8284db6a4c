"""A stop check that fails: nothing is published, everything is said."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from transforms.warehouse.connection import open_release, open_workshop

BREAKS = {
    "a quote that is not in the text": (
        "UPDATE read.claim SET quote = '改动' WHERE claim_id = (SELECT min(claim_id) FROM read.claim)",
        "SELECT min(claim_id) FROM read.claim",
    ),
    "a claim without its report": (
        "UPDATE read.claim SET report_id = 'nobody' WHERE claim_id = (SELECT min(claim_id) FROM read.claim)",
        "SELECT min(claim_id) FROM read.claim",
    ),
}


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): str(path.readlink()) if path.is_symlink() else sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


@pytest.mark.parametrize("what", BREAKS)
def test_a_stop_publishes_nothing_and_says_so(sample_copy, run, what):
    statement, key = BREAKS[what]
    with open_workshop(sample_copy / "work/workshop.duckdb") as con:
        con.execute(statement)
        broken = con.execute(key).fetchone()[0]
    before = fingerprint(sample_copy / "releases")
    done = run("nightly", "--home", sample_copy, "--date", "2023-04-10")
    assert done.returncode == 3, done.stderr
    assert fingerprint(sample_copy / "releases") == before
    with open_release(sample_copy / "work/workshop.duckdb") as con:
        run_id, outcome = con.execute("SELECT run_id, outcome FROM ops.run ORDER BY started_at DESC LIMIT 1").fetchone()
        keys = con.execute("SELECT row_key FROM ops.failing_row WHERE run_id = ?", [run_id]).fetchall()
    assert outcome == "stopped"
    assert any(broken in row[0] for row in keys), keys
    heartbeat = json.loads((sample_copy / "status/heartbeat.json").read_text(encoding="utf-8"))
    assert (heartbeat["outcome"], heartbeat["exit_code"]) == ("stopped", 3)
    assert "已停止" in (sample_copy / "status/index.html").read_text(encoding="utf-8")
    assert "已停止" in done.stderr or "停止" in done.stderr
