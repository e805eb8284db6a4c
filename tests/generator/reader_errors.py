"""Where the reader and the truth of the sample county part: a list for whoever mends the reader.

In: seeds/reports, the reader of this checkout. Out: one line per difference on stdout, counts at the end. A development tool: no test
and no product code uses it.

Example:
    python -m tests.generator.reader_errors | less
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.generator.county import REPORTS, ReportSpec
from transforms.model import Claim
from transforms.read.reader import read_text

SAMPLE = Path(__file__).parents[2] / "seeds" / "reports"
Row = dict[str, str]


def closeness(row: Row, claim: Claim) -> int:
    """How well a claim fits a row, to choose among equal surfaces."""
    same = (claim.quote == row["surface"]) * 3 + ((claim.indicator or "") == row["indicator"]) * 2
    return same + (claim.measure == row["measure"]) + (str(claim.period_start.year) == row["year"])


def differences(row: Row, claim: Claim) -> Iterator[tuple[str, str]]:
    """(field, what) for every field in which a claim is not as the row has it."""
    fields = {"indicator": claim.indicator or "", "measure": claim.measure, "status": claim.status, "bound": claim.bound}
    fields["year"] = str(claim.period_start.year)
    if row["indicator"]:
        fields |= {"scope": claim.scope, "variant": claim.variant or ""}
    for name, read in fields.items():
        if read != row[name]:
            yield name, f"{name} {read or '–'} ≠ {row[name] or '–'}"
    if row["indicator"] and row["measure"] == "level" and not row["item"] and claim.item_kind not in ("none", "variant"):
        yield "item", f"item {claim.item_kind}:{claim.item} ≠ –"


def compare_report(spec: ReportSpec, rows: list[Row]) -> Iterator[tuple[str, str]]:
    """(kind, line) for everything in which the reading of one report differs from its rows."""
    text = (SAMPLE / "inbox" / spec.file).read_bytes().decode(spec.encoding)
    reading = read_text(text, file_name=spec.file)
    if reading.year.year != spec.year:
        yield "report", f"{spec.slug} year {reading.year.year} by {reading.year.rule}"
    left = list(reading.claims)
    for row in rows:
        fitting = [claim for claim in left if row["surface"] in claim.quote or claim.quote in row["surface"]]
        if not fitting:
            yield "missed", f"{spec.slug} [{row['surface']}] missed: {row['indicator'] or row['item']}"
            continue
        claim = max(fitting, key=lambda one: closeness(row, one))
        left.remove(claim)
        for kind, what in differences(row, claim):
            yield kind, f"{spec.slug} [{row['surface']}] {what} | {claim.sentence.strip()[:90]}"
    for claim in left:
        yield "extra", f"{spec.slug} [{claim.quote}] extra | {claim.sentence.strip()[:90]}"


def main() -> None:
    """Print every difference, then the counts."""
    with (SAMPLE / "truth.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["value"]]
    counts: Counter[str] = Counter()
    for spec in REPORTS:
        if spec.planted == "redelivered":
            continue
        for kind, line in compare_report(spec, [row for row in rows if row["report"] == spec.file]):
            counts[kind] += 1
            print(line)
    print(f"{len(rows)} figures", dict(counts.most_common()))


if __name__ == "__main__":
    main()
