"""ops — operations as pure logic: incident states, digests, review."""
