"""Which county a person means.

In: a county's name or six-digit code. Out: one `County`, or UsageProblem with the candidates.
"""

from __future__ import annotations

from pathlib import Path

from flows.exit_codes import UsageProblem
from transforms.seeds.places import County, PlaceIndex, load_places


def choose_county(wanted: str, places: PlaceIndex) -> County:
    """The county of that code, name or label. Raises UsageProblem: none, or several with their codes."""
    found = places.counties_named(wanted)
    if len(found) == 1:
        return found[0]
    if not found:
        near = [one for one in places.counties.values() if wanted in one.label][:10]
        hint = "; ".join(f"{one.code} {one.label}" for one in near) or "请用六位代码 · give the six-digit code"
        raise UsageProblem(f"没有这个县 · no such county: {wanted}. 相近的 · near: {hint}")
    listed = "\n".join(f"  {one.code}  {one.label}" for one in found)
    raise UsageProblem(f"{wanted}: 同名县 {len(found)} 个，请用代码 · several counties of this name, give the code:\n{listed}")


def find_county(wanted: str, overlay: Path | None = None) -> County:
    """The county that `wanted` means. Raises UsageProblem."""
    return choose_county(wanted.strip(), load_places(overlay))
