"""The publish suite: what people open: the candidate release itself.

In: nothing. Out: RULES in the order they are shown.
"""

from expectations.native import key_unique
from expectations.rules import (
    held_not_published,
    manifest_agrees,
    manifest_counts,
    release_explained,
    release_not_empty,
    release_reaches_text,
    release_says_what_failed,
)

RULES = (
    key_unique("metrics.cell", layer="publish"),
    key_unique("read.claim", layer="publish"),
    held_not_published.RULE,
    manifest_agrees.RULE,
    manifest_counts.RULE,
    release_explained.RULE,
    release_not_empty.RULE,
    release_reaches_text.RULE,
    release_says_what_failed.RULE,
)
