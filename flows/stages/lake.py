"""lake: a county's release goes into the province's warehouse, where the workspace names one.

In: the current release, `warehouse` and [lake] of xianzhi.toml. Out: one snapshot of the lake for a release that is not in it yet;
faults as sentences, for a lake that is away never undoes a county's release.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from flows.exit_codes import UsageProblem
from flows.night import Night
from flows.settings import Settings
from flows.stages.alert import resolve_secret
from transforms.publish.manifest import read_manifest
from transforms.warehouse.extensions import MissingExtensionError
from transforms.warehouse.lake import LakeError, LakePlace, is_prepared, open_lake, prepare_lake, publish_county, snapshots
from transforms.warehouse.promote import DATABASE

WHOLE_REGISTER = "000000"
"""The workspace of a lake's rows where a workspace has no county."""


def lake_place(settings: Settings) -> LakePlace:
    """Where the lake is, secrets resolved. Raises UsageProblem where the workspace names none or a secret is missing."""
    if not settings.warehouse or not settings.lake.data:
        raise UsageProblem("xianzhi.toml: 未设 warehouse 或 [lake] data · warehouse or [lake] data is not set; docs/province.md")
    lake = settings.lake
    return LakePlace(settings.warehouse, lake.data, lake.endpoint, resolve_secret(lake.key), resolve_secret(lake.secret), lake.tls)


def bring_up_to_date(night: Night, release: Path | None) -> tuple[str, ...]:
    """Publish `release` into the lake unless it is there already. Returns the faults."""
    if not night.settings.warehouse or release is None:
        return ()
    workspace = night.settings.county or WHOLE_REGISTER
    try:
        with open_lake(lake_place(night.settings), writable=True) as con:
            if not is_prepared(con):
                prepare_lake(con, release / DATABASE)
            known = [one.release for one in snapshots(con) if one.workspace == workspace]
            if known[-1:] != [release.name]:
                digest = read_manifest(release)["content_hash"]
                publish_county(con, release / DATABASE, workspace=workspace, release=release.name, digest=digest)
    except (UsageProblem, LakeError, MissingExtensionError, duckdb.Error) as error:
        return (f"省库 lake: {error}",)
    return ()
