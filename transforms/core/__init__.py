"""core — what we believe: observations and candidates."""
