"""read — what the text says: mentions and claims."""
