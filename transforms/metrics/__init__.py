"""metrics — what can be compared: cells, pairs, growth, ranks."""
