"""Report texts for a release that shall not hold them whole: sentences with figures and their neighbours stay, all else is blanked.

In: the workshop's read.text, read.claim. Out: rows of read.text as the release gets them. Length and every offset stay, so `quote` and
`sentence` are found where the claims say; marks that end a sentence stay, so the page shows the same passages. `text_sha256` is that of
the whole text. A number that is no claim keeps the six characters on either side that say why (read.mention.cue).

Example:
    >>> blank_outside("本镇位于县城。今年增收3万元。", [(7, 15)])
    '□□□□□□。今年增收3万元。'
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import duckdb
import polars as pl

from transforms.publish.site.texts import passage_spans
from transforms.warehouse.store import read_frame

BLANK = "□"
BLANKED = re.compile(r"[^\s。！？；!?;]")
SENTENCES = """
    SELECT report_id, list(DISTINCT struct_pack(low := sentence_start, high := sentence_start + length(sentence))) AS spans
    FROM read.claim GROUP BY report_id
"""


def blank_outside(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with every character outside the spans blanked, but for space and the marks that end sentences."""
    parts, at = [], 0
    for low, high in spans:
        parts += [BLANKED.sub(BLANK, text[at:low]), text[low:high]]
        at = high
    return "".join([*parts, BLANKED.sub(BLANK, text[at:])])


def shortened_texts(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The rows of read.text, each text with nothing but its claims' sentences and their neighbours."""
    spans = {report: [(one["low"], one["high"]) for one in found] for report, found in con.execute(SENTENCES).fetchall()}
    frame = read_frame(con, "read.text")
    texts = [
        blank_outside(text, passage_spans(text, spans.get(report, ())))
        for report, text in zip(frame.get_column("report_id"), frame.get_column("text"), strict=True)
    ]
    return frame.with_columns(text=pl.Series(texts, dtype=pl.String))
