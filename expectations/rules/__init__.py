"""One custom expectation per file."""
