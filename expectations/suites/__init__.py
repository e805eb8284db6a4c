"""One suite per layer."""
