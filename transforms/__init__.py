"""What we do: pure functions; no Prefect, no Great Expectations, no network. Only warehouse/ touches files."""
