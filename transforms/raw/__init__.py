"""raw — bytes to text, and whose text it is."""
