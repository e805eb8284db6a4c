"""DuckDB extensions from their wheels: a county's intranet has no extension server.

In: an extension's name. Out: it is loaded on a connection. The wheels duckdb-extension-<name> must match DuckDB's version exactly.

Example:
    load_extensions(con, "ducklake", "postgres_scanner", "httpfs")
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb


class MissingExtensionError(RuntimeError):
    """An extension's wheel is not installed: says which and how to install it."""


def extension_path(name: str) -> Path | None:
    """The extension's file in its wheel for this DuckDB; None where that is not installed."""
    spec = find_spec(f"duckdb_extension_{name}")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(next(iter(spec.submodule_search_locations))) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    return path if path.is_file() else None


def load_extensions(con: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Load each from its wheel. Raises MissingExtensionError."""
    for name in names:
        path = extension_path(name)
        if path is None:
            wheel = f"duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__}"
            raise MissingExtensionError(f"缺少 DuckDB 扩展 {name} · DuckDB extension missing: make province ({wheel})")
        escaped = str(path).replace("'", "''")
        con.execute(f"LOAD '{escaped}'")
