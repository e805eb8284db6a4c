"""Which of several deliveries of one report counts.

In: deliveries of reports on a township, year and kind. Out: for each that does not count, the one that supersedes it and why:
`same_text` (the first delivery stays) or `corrected` (the last one counts: one with figures after one without any, a marked correction
after an unmarked text, then by report date, then by arrival). The outcome does not depend on the order in which the deliveries are given.

Example:
    >>> first = Delivery("t:2021:annual:a", ("t", 2021, "annual"), None, datetime(2022, 1, 5), "报告.txt", "x", "工作报告")
    >>> second = Delivery("t:2021:annual:b", ("t", 2021, "annual"), None, datetime(2022, 2, 1), "报告（更正稿）.txt", "y", "工作报告")
    >>> settle_versions([second, first])
    {'t:2021:annual:a': ('t:2021:annual:b', 'corrected')}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256

from transforms.seeds.files import read_rows


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of a report."""

    report_id: str
    subject: tuple[str, int, str]
    """township_id, year, kind."""
    report_date: date | None
    received_at: datetime
    file_name: str
    text_digest: str
    """Equal for the same words in two files."""
    head: str
    """The first lines of the text."""
    has_figures: bool = True
    """Did it give a single claim? A page that says "moved" in a report's place supersedes no report."""


@cache
def redelivery_words() -> tuple[str, ...]:
    """Words that mark a corrected re-delivery (seeds/redelivery.csv)."""
    return tuple(row["word"] for row in read_rows("redelivery.csv", required=("word", "example")))


def is_marked(delivery: Delivery) -> bool:
    """Does the title or the file name say that this is a correction? Only the text's first lines count."""
    words = delivery.file_name + "\n".join(delivery.head.splitlines()[:4])
    return any(word in words for word in redelivery_words())


def text_digest(text: str) -> str:
    """Hash of a text without its white space: equal for the same words in two files."""
    return sha256("".join(text.split()).encode()).hexdigest()


def _arrival(delivery: Delivery) -> tuple[datetime, str]:
    return delivery.received_at, delivery.report_id


def _standing(delivery: Delivery) -> tuple[bool, bool, date, datetime, str]:
    return delivery.has_figures, is_marked(delivery), delivery.report_date or date.min, delivery.received_at, delivery.report_id


def settle_versions(deliveries: Iterable[Delivery]) -> dict[str, tuple[str, str]]:
    """report_id → (the report that supersedes it, why), for every delivery that does not count; sorted by report_id."""
    groups: dict[tuple[str, int, str], list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        groups[delivery.subject].append(delivery)
    settled: dict[str, tuple[str, str]] = {}
    for group in groups.values():
        first: dict[str, Delivery] = {}
        for delivery in sorted(group, key=_arrival):
            known = first.setdefault(delivery.text_digest, delivery)
            if known is not delivery:
                settled[delivery.report_id] = (known.report_id, "same_text")
        best = max(first.values(), key=_standing)
        for delivery in first.values():
            if delivery is not best:
                settled[delivery.report_id] = (best.report_id, "corrected")
    return dict(sorted(settled.items()))
