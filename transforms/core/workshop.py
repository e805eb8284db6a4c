"""`core.candidate` in the workshop's own tables, for some townships or for all.

In: a connection to the workshop with core.observation and read.report written. Out: core.candidate rewritten for those townships.
The caller opens the transaction.
"""

from __future__ import annotations

import duckdb

from transforms.relation import read_sql

REPORTS = "SELECT report_id, year, kind, superseded_by FROM read.report SEMI JOIN chosen_township USING (township_id)"
OBSERVATIONS = "SELECT * FROM core.observation SEMI JOIN chosen_township USING (township_id) WHERE excluded IS NULL"


def choose_in(con: duckdb.DuckDBPyConnection, run_id: str, *, held: str = "SELECT NULL AS claim_id, NULL AS check_name WHERE false") -> int:
    """Choose anew for the townships in the temporary table `chosen_township`; returns the number of candidates.

    `held` is a query that gives claim_id and check_name of rows which a check holds back from the cells.
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE report AS {REPORTS}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE observation AS {OBSERVATIONS}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE held AS {held}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE chosen_candidate AS {read_sql('transforms.core', 'candidate')}")
    con.execute("DELETE FROM core.candidate WHERE report_id IN (SELECT report_id FROM report)")
    con.execute("INSERT INTO core.candidate BY NAME SELECT *, $run_id AS run_id FROM chosen_candidate", {"run_id": run_id})
    row = con.execute("SELECT count(*) FROM chosen_candidate").fetchone()
    for name in ("report", "observation", "held", "chosen_candidate"):
        con.execute(f"DROP TABLE temp.{name}")
    return int(row[0]) if row else 0
