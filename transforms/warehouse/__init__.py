"""The warehouse: the one impure room of transforms.

In: seeds/warehouse/*.csv (the registry), polars frames, a folder. Out: a DuckDB file with comments, rows checked against the registry,
content hashes, and releases swapped in atomically.

Example:
    from transforms.warehouse.connection import open_workshop
    from transforms.warehouse.store import read_frame, replace_rows, to_frame

    con = open_workshop(home / "work" / "workshop.duckdb")
    replace_rows(con, "read.claim", to_frame("read.claim", rows), run_id, by="report_id", values=[report_id])
    claims = read_frame(con, "read.claim", "report_id = ?", [report_id])
"""
