"""The raw suite: bytes received and what was set aside.

In: nothing. Out: RULES in the order they are shown.
"""

from expectations.native import key_unique
from expectations.rules import (
    document_hash_form,
    document_not_empty,
    document_not_from_the_future,
    quarantine_document_known,
    quarantine_explained,
    quarantine_open,
    source_answers,
)

RULES = (
    key_unique("raw.document"),
    key_unique("raw.fetch"),
    key_unique("raw.quarantine"),
    document_hash_form.RULE,
    document_not_empty.RULE,
    document_not_from_the_future.RULE,
    quarantine_document_known.RULE,
    quarantine_explained.RULE,
    quarantine_open.RULE,
    source_answers.RULE,
)
