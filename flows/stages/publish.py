"""publish: a release, built beside, audited, swapped in.

In: the workshop after all checks. Out: HOME/releases/<run>/ and `current`; or nothing, where the workshop says what the current release
says.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from flows.night import Night, Outcome
from flows.stages.ops import count_all, count_checks, product_version
from transforms.publish.manifest import MANIFEST, compare_folder, read_manifest
from transforms.publish.outputs import lacking
from transforms.publish.release import fill_release, hashed_tables
from transforms.publish.texts import shortened_texts
from transforms.warehouse.connection import open_release
from transforms.warehouse.content import content_hash, copy_released
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.promote import (
    DATABASE,
    clear_leftovers,
    copy_to_target,
    current_release,
    promote_release,
    seal_database,
    swap_current,
)

register(
    "publish.before_clear",
    "publish.before_build",
    "publish.after_copy",
    "publish.after_fill",
    "publish.before_promote",
    "publish.after_promote",
)


def workshop_hash(night: Night) -> str:
    """What the workshop says, as one hash."""
    with open_release(night.workspace.workshop) as con:
        return content_hash(con, hashed_tables())


def whole_release(night: Night, digest: str) -> dict[str, Any] | None:
    """The manifest of the current release where it already says this, shows texts as they are set now, and is whole."""
    release = current_release(night.workspace.releases)
    if release is None or not (release / MANIFEST).is_file():
        return None
    manifest = read_manifest(release)
    same = manifest["content_hash"] == digest and manifest.get("texts", True) == night.settings.publish.texts
    return manifest if same and not compare_folder(release, manifest) else None


def is_unchanged(night: Night, digest: str) -> bool:
    """Does the current release already say this, is it whole, and does it have every output that this program writes?"""
    manifest = whole_release(night, digest)
    return manifest is not None and not lacking(manifest["files"])


def faults_of(folder: Path) -> tuple[str, ...]:
    """Outputs that could not be written into a release or a candidate."""
    return tuple(read_manifest(folder).get("faults", ()))


def adds_nothing(night: Night, digest: str, folder: Path) -> bool:
    """Does the candidate say what the current release says, and lack what that one lacks?"""
    manifest = whole_release(night, digest)
    return manifest is not None and not read_manifest(folder)["files"].keys() - manifest["files"].keys()


def has_nothing(night: Night) -> bool:
    """Was there never a release, and is there no report yet?"""
    if current_release(night.workspace.releases):
        return False
    with open_release(night.workspace.workshop) as con:
        return count_all(con)["reports"] == 0


def release_facts(night: Night) -> dict[str, Any]:
    """What README and manifest say about the run."""
    with open_release(night.workspace.workshop) as con:
        counts = count_all(con) | count_checks(con, night.run_id)
    previous = current_release(night.workspace.releases)
    return {
        "release": night.run_id,
        "run_id": night.run_id,
        "county": night.settings.name,
        "county_code": night.settings.county,
        "business_date": night.business_date.isoformat(),
        "product_version": product_version(night),
        "texts": night.settings.publish.texts,
        "previous": previous.name if previous else None,
        **counts,
    }


def released_texts(night: Night) -> dict[str, pl.DataFrame]:
    """What takes the place of the workshop's texts where a release shall not hold them whole."""
    if night.settings.publish.texts:
        return {}
    with open_release(night.workspace.workshop) as con:
        return {"read.text": shortened_texts(con)}


def build_candidate(night: Night, digest: str) -> Path:
    """Build the release's folder in work/candidate. Returns it, complete and closed."""
    workspace = night.workspace
    reach("publish.before_clear")
    if workspace.candidate.exists():
        shutil.rmtree(workspace.candidate)
    folder = workspace.candidate / night.run_id
    folder.mkdir(parents=True)
    reach("publish.before_build")
    copy_released(workspace.workshop, folder / DATABASE, night.run_id, released_texts(night))
    reach("publish.after_copy")
    seal_database(folder / DATABASE)
    fill_release(folder, release_facts(night), digest)
    reach("publish.after_fill")
    return folder


def promote(night: Night, folder: Path) -> Path:
    """Make the candidate the current release. Returns its folder. A second try after the rename only swaps the link."""
    releases = night.workspace.releases
    clear_leftovers(releases)
    reach("publish.before_promote")
    release = releases / night.run_id
    if folder.is_dir():
        promote_release(folder, releases, night.run_id)
    else:
        swap_current(releases, night.run_id)
    reach("publish.after_promote")
    return release


def copy_out(night: Night, release: Path | None) -> tuple[str, ...]:
    """Copy the release to every target that lacks it. Returns the faults; they never undo the release."""
    if release is None:
        return ()
    faults = []
    for target in night.settings.publish.targets:
        try:
            copy_to_target(release, target)
        except OSError as error:
            faults.append(f"{target}: {error}")
    return tuple(faults)


def outcome_facts(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain values."""
    return asdict(outcome) | {"release": outcome.release.name if outcome.release else None, "exit_code": int(outcome.exit_code)}
