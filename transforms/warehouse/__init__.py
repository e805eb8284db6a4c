"""warehouse — the impure room: schema, connection, promote."""
