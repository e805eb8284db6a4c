"""Documents of every format to text with positions.

In: a document's bytes and its name. Out: `ReadDocument` (text, media type, encoding, positions, whether by OCR), or
`UnreadableDocument` with a reason code and what to do. One module per format; which one is told from the content. Archives are unpacked
first (`archive.unpack`).
What is read from each format, and what is lost: docs/formats.md.
"""

from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats.document import Limits, Position, ReadDocument
from transforms.raw.formats.reading import read_document

__all__ = ["Limits", "Position", "ReadDocument", "UnreadableDocument", "read_document"]
