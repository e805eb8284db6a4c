"""When and in what order: thin Prefect flows and the command line."""
