"""Give a claim the indicator that the county decided its subject means.

In: `read.claim` rows, subject aliases. Out: the same rows, `indicator` and `variant` filled where the reader knew none and a decision does.
The reader's own word always stands: a county names what is unknown, it corrects through corrections.csv.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from transforms.seeds.aliases import SubjectAlias


def name_subjects(claims: pl.DataFrame, aliases: Iterable[SubjectAlias]) -> pl.DataFrame:
    """Claims with the county's indicators. A row with a unit wins over one for any unit."""
    rows = [(one.subject, one.unit, one.indicator, one.variant or None) for one in aliases if one.indicator]
    if not rows:
        return claims
    frame = pl.DataFrame(
        rows, schema={"subject": pl.String, "alias_unit": pl.String, "named": pl.String, "named_variant": pl.String}, orient="row"
    )
    exact = frame.filter(pl.col("alias_unit") != "").rename({"alias_unit": "unit"})
    loose = frame.filter(pl.col("alias_unit") == "").drop("alias_unit")
    joined = claims.join(exact, on=["subject", "unit"], how="left", maintain_order="left").join(
        loose, on="subject", how="left", suffix="_any", maintain_order="left"
    )
    unknown = pl.col("indicator").is_null()
    named = joined.with_columns(
        indicator=pl.when(unknown).then(pl.coalesce("named", "named_any")).otherwise("indicator"),
        variant=pl.when(unknown).then(pl.coalesce("named_variant", "named_variant_any", "variant")).otherwise("variant"),
    )
    return named.select(claims.columns)
