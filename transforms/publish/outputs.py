"""What a release holds besides its tables: each output by name, written on its own, so that one that fails loses nothing else.

In: a release's folder with a closed metrics.duckdb, facts about the run. Out: files and folders beside it; the faults, one line each.
An output is a convenience made from the same tables: where it cannot be written the release goes out without it, the run ends with
exit 4, and the next night tries again (docs/decisions/0009-outputs.md).

Example:
    faults = write_outputs(folder, facts)       # () where all were written
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transforms.publish.datapackage import PACKAGE, write_package
from transforms.publish.evidence import EVIDENCE, write_evidence
from transforms.publish.indicators import INDICATORS, write_indicators
from transforms.publish.site.page import SITE, write_site
from transforms.publish.workbook.write import WORKBOOK, write_workbook

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Output:
    """One file or folder of a release. `write(folder, facts)` makes `folder / name`."""

    name: str
    write: Callable[[Path, Facts], None]


OUTPUTS: tuple[Output, ...] = (
    Output(WORKBOOK, write_workbook),
    Output(INDICATORS, write_indicators),
    Output(EVIDENCE, write_evidence),
    Output(PACKAGE, write_package),
    Output(SITE, write_site),
)
"""In the order in which they are written; a new one is one more line here."""


def remove(path: Path) -> None:
    """Take away what a failed output left."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_outputs(folder: Path, facts: Facts, outputs: tuple[Output, ...] | None = None) -> tuple[str, ...]:
    """Write every output. Returns what could not be written and why; what a failed one left is removed."""
    faults = []
    for output in OUTPUTS if outputs is None else outputs:
        try:
            output.write(folder, facts)
        except Exception as error:  # whatever is wrong with a convenience must not cost the release
            remove(folder / output.name)
            faults.append(f"{output.name}: 未能写出 · could not be written: {type(error).__name__}: {error}")
    return tuple(faults)


def lacking(files: Mapping[str, Any]) -> tuple[str, ...]:
    """Outputs of which `files` (of a manifest) has nothing."""
    return tuple(one.name for one in OUTPUTS if not any(name == one.name or name.startswith(f"{one.name}/") for name in files))
