"""read — what the text says: mentions and claims."""

from transforms.compiled import search_path

__path__[:0] = search_path()
