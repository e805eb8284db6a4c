"""Fetching and channels."""
