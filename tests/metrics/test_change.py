"""Changes between two releases, each with its cause."""

import polars as pl
import pytest
from test_cell import County, claim, report

from transforms.metrics.change import find_changes
from transforms.warehouse.store import fit_frame


def both(before, after):
    """(reports, claims, held?) of each release."""
    one, two = (County(r, [dict(c) for c in claims], **more) for r, claims, more in (before, after))
    with_reason = [
        x.reports.with_columns(
            superseded_reason=pl.col("superseded_by").replace_strict({"new": "corrected", "gone": "retracted"}, default=None)
        )
        for x in (one, two)
    ]
    return find_changes(one.cells, two.cells, *with_reason)


OWN = report(year=2021)
NEXT = report()
HELD = pl.DataFrame({"claim_id": ["a"], "check_name": ["magnitude"]})
TAX = claim("tax_revenue", 500, "元", year=2021, claim_id="a")
OTHER = claim("tax_revenue", 520, "元", year=2021, claim_id="b")
CASES = [  # name, before, after, change, cause
    ("a report arrives", ([NEXT], [], {}), ([OWN, NEXT], [TAX], {}), "added", "new_report"),
    ("a report is read better", ([OWN], [TAX], {}), ([OWN], [OTHER], {}), "value", "reader"),
    ("a check holds the row", ([OWN], [TAX], {}), ([OWN], [TAX], {"held": HELD}), "removed", "check"),
    ("a report is retracted", ([OWN], [TAX], {}), ([OWN | {"superseded_by": "gone"}], [TAX], {}), "removed", "retraction"),
    ("a corrected text arrives", ([OWN], [TAX], {}), ([OWN | {"superseded_by": "new"}, OWN | {"report_id": "new"}],
     [TAX, OTHER | {"report_id": "new"}], {}), "value", "new_report"),
    ("a later report tells it in place of a lost one", ([OWN], [TAX], {}), ([OWN | {"superseded_by": "new"}, NEXT],
     [TAX, OTHER | {"report_id": "t1:2022"}], {}), "value", "restatement"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "change", "cause"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_change(before, after, change, cause):
    found = both(before, after)
    assert [(row["change"], row["cause"]) for row in found.iter_rows(named=True) if row["indicator"] == "tax_revenue"] == [(change, cause)]
    fit_frame("metrics.change", found, "run")


def test_nothing_changed():
    assert both(([OWN], [TAX], {}), ([OWN], [TAX], {})).height == 0
