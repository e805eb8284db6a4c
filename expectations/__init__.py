"""What must be true: Great Expectations on DuckDB, one suite per layer."""
