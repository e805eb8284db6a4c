"""The frames of core and metrics have exactly the columns that the registry gives their tables."""

import polars as pl
import pytest
from test_cell import NAMES, County, claim, report

from transforms.warehouse.registry import RUN_ID, load_registry
from transforms.warehouse.store import fit_frame


@pytest.fixture(scope="module")
def tables():
    reports = [report(t, y) for t in NAMES for y in (2021, 2022)] + [report("990001", place_kind="county")]
    claims = [claim("tax_revenue", 5 + n, "元", t, y) for n, (t, y) in enumerate((t, y) for t in NAMES for y in (2021, 2022))]
    claims += [claim("population", 30000, "人", t, 2022, variant="户籍") for t in NAMES]
    claims += [claim("tax_revenue", 4, "元", of=2021), claim("tax_revenue", 9, "元", year=2021, of=2022, status="target")]
    claims += [claim("tax_revenue", 90, "元", "990001", scope="county")]
    changes = pl.DataFrame({"township_id": ["t1"], "from_year": [2022], "kind": ["renamed"]})
    county = County(reports, claims, changes=changes)
    return county.tables | {"core.observation": county.observations, "core.candidate": county.candidates}


@pytest.mark.parametrize(
    "name",
    ["core.observation", "core.candidate"]
    + [
        f"metrics.{t}"
        for t in (
            "cell",
            "pair",
            "growth",
            "derived",
            "county_total",
            "ranking",
            "restatement",
            "target",
            "coverage",
            "indicator",
            "township",
            "break",
            "place_change",
        )
    ],
)
def test_fits(tables, name):
    frame = tables[name]
    assert frame.height
    assert set(frame.columns) == set(load_registry()[name].column_names) - {RUN_ID}
    fitted = fit_frame(name, frame, "run")
    key = list(load_registry()[name].key)
    assert fitted.select(key).is_duplicated().sum() == 0
