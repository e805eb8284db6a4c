"""How long the gate takes on a million observations, beside the same conditions in plain SQL.

In: the small county of tests/expectations, copied many times under other names. Out: Markdown: seconds, memory of all suites but publish.

    python -m benchmarks gate
    python -m benchmarks.gate 100000
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

SECTION = "gate"
TITLE = "检查关口 · The gate"
OBSERVATIONS = 1_000_000
ROOT = Path(__file__).parents[1]
LAYERS = ("raw", "read", "core", "metrics")
SUFFIXED = ("claim_id", "growth_id", "target_id", "restatement_id", "derived_id", "stated_claim_id", "earlier_claim_id", "later_claim_id")
PLACED = ("township_id", "report_id", "cell_id", "base_cell_id", "left_cell_id", "right_cell_id", "right_township_id", "inputs")


def copied(name: str, column: str) -> str:
    """How a column reads in the k-th copy of the county."""
    quoted = f'"{column}"'
    if column == "sha256":
        return f"sha256({quoted} || k) AS {quoted}"
    if column == "report_id":
        return f"regexp_replace({quoted}, '^(t[0-9])(:.*:).*$', '\\1x' || k || '\\2') || left(sha256(sha || k), 8) AS {quoted}"
    if column in SUFFIXED:
        return f"{quoted} || 'x' || k AS {quoted}"
    if column in PLACED:
        return f"regexp_replace({quoted}, '(^|:)(t[0-9])(:|;|$)', '\\1\\2x' || k || '\\3', 'g') AS {quoted}"
    if column in ("county_code", "township_code", "code") and name != "metrics.indicator":
        return f"{quoted} || k AS {quoted}"
    return quoted


def multiply(database: Path, copies: int) -> None:
    """Copy every table's rows under other names."""
    with duckdb.connect(str(database)) as con:
        con.execute("SET preserve_insertion_order = false")
        con.execute("CREATE TEMP TABLE digest AS SELECT report_id AS id, sha256 AS sha FROM read.report")
        tables = con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name NOT IN ('main', 'ops')"
        ).fetchall()
        for (name,) in tables:
            if name in ("metrics.indicator", "metrics.break"):
                continue
            columns = [row[0] for row in con.execute(f"DESCRIBE {name}").fetchall()]
            joined = "LEFT JOIN digest ON id = report_id" if "report_id" in columns else "CROSS JOIN (SELECT '' AS sha)"
            chosen = ", ".join(copied(name, column) for column in columns)
            con.execute(f"INSERT INTO {name} BY NAME SELECT {chosen} FROM {name} {joined} CROSS JOIN range(1, {copies}) AS copy(k)")
        con.execute("CHECKPOINT")


def plain_seconds(database: Path) -> float:
    """The same conditions as plain SQL, each counted once on one connection."""
    from small_county import BUSINESS_DATE, RUN

    from expectations.facts import prepare
    from expectations.gate import native_failing
    from expectations.model import GateContext
    from expectations.suites import load_suite

    seconds = 0.0
    with duckdb.connect(str(database), read_only=True) as con:
        for layer in LAYERS:
            prepare(con, layer, GateContext(RUN, BUSINESS_DATE))
            for rule in load_suite(layer):
                if rule.needs_previous:
                    continue
                sql = native_failing(rule, rule.native) if rule.native else rule.failing.replace("{batch}", rule.table)
                started = time.perf_counter()
                con.execute(f"SELECT count(*) FROM ({sql})").fetchall()
                seconds += time.perf_counter() - started
    return seconds


def in_process(database: Path) -> None:
    """Run the suites and print layer, seconds, checks, failures; then memory; then plain SQL."""
    from small_county import BUSINESS_DATE, RUN

    from expectations.engine import rows_expectation
    from expectations.gate import run_suite
    from expectations.model import GateContext

    rows_expectation("warm", "SELECT 1 FROM {batch}")
    for layer in LAYERS:
        started = time.perf_counter()
        result = run_suite(layer, database, GateContext(RUN, BUSINESS_DATE))
        bad = [one.check_id for one in result.results if one.outcome in ("fail", "error")]
        print(layer, f"{time.perf_counter() - started:.2f}", len(result.results), ",".join(bad) or "-")
    print("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    print("plain", f"{plain_seconds(database):.2f}")


def measure(observations: int = OBSERVATIONS) -> str:
    """Build, judge in a process of its own (for its memory), and tell."""
    sys.path.insert(0, str(ROOT / "tests" / "expectations"))
    from small_county import build_county

    with tempfile.TemporaryDirectory() as folder:
        database = build_county(Path(folder) / "workshop.duckdb")
        with duckdb.connect(str(database), read_only=True) as con:
            own = con.execute("SELECT count(*) FROM core.observation").fetchone()[0]
        multiply(database, -(-observations // own))
        with duckdb.connect(str(database), read_only=True) as con:
            count = con.execute("SELECT count(*) FROM core.observation").fetchone()[0]
        command = [sys.executable, "-m", "benchmarks.gate", "--judge", str(database)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    lines = [line.split(" ") for line in done.stdout.splitlines()]
    suites = {line[0]: line[1:] for line in lines if line[0] in LAYERS}
    memory, plain = (float(next(line[1] for line in lines if line[0] == name)) for name in ("memory", "plain"))
    total = sum(float(seconds) for seconds, *_ in suites.values())
    table = "\n".join(f"| {layer} | {number} | {seconds} | {bad} |" for layer, (seconds, number, bad) in suites.items())
    return (
        f"{count:,} 个观测 observations，四个检查集 four suites（发布集查的是文件 publish looks at files）。\n\n"
        f"| 层 suite | 检查 checks | 秒 s | 未过 failed |\n|---|---|---|---|\n{table}\n\n"
        f"合计 total {total:.1f} s（不含载入 Great Expectations import excluded），峰值内存 peak {memory:,.0f} MB；"
        f"同样条件的纯 SQL plain SQL {plain:.1f} s，比 ratio {total / plain:.1f}。"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--judge"]:
        sys.path.insert(0, str(ROOT / "tests" / "expectations"))
        in_process(Path(sys.argv[2]))
    else:
        print(measure(int(sys.argv[1]) if len(sys.argv) > 1 else OBSERVATIONS))
