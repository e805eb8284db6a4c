"""What people open: a release's folder, made from the workshop's released tables.

In: a metrics.duckdb that `transforms.warehouse.content.copy_released` made, facts about the run. Out: Parquet, CSV, the data dictionary,
README and manifest.json beside it. Nothing here points `current` at anything: that is transforms.warehouse.promote.
"""
