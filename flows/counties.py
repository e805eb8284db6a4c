"""Which county a person means.

In: a county's name or six-digit code. Out: one `County`, or UsageProblem with the candidates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flows.exit_codes import UsageProblem
from transforms.model import Township


@dataclass(frozen=True, slots=True)
class County:
    """A county as the register has it."""

    code: str
    name: str
    city: str
    province: str

    @property
    def label(self) -> str:
        """Province, city and name, what repeats left out."""
        return "".join(dict.fromkeys(part for part in (self.province, self.city, self.name) if part))


def counties_of(townships: Iterable[Township]) -> dict[str, County]:
    """Every county of the townships, by code."""
    return {one.county_code: County(one.county_code, one.county, one.city, one.province) for one in townships}


def choose_county(wanted: str, counties: dict[str, County]) -> County:
    """The county of that code, name or label. Raises UsageProblem: none, or several with their codes."""
    found = [one for one in counties.values() if wanted in (one.code, one.name, one.label)]
    if len(found) == 1:
        return found[0]
    if not found:
        near = [one for one in counties.values() if wanted in one.label][:10]
        hint = "; ".join(f"{one.code} {one.label}" for one in near) or "六位代码见 seeds/places · codes: seeds/places"
        raise UsageProblem(f"没有这个县 · no such county: {wanted}. 相近的 · near: {hint}")
    listed = "\n".join(f"  {one.code}  {one.label}" for one in sorted(found, key=lambda one: one.code))
    raise UsageProblem(f"{wanted}: 同名县 {len(found)} 个，请用代码 · several counties of this name, give the code:\n{listed}")


def find_county(wanted: str, overlay: Path | None = None) -> County:
    """The county that `wanted` means in the register. Raises UsageProblem."""
    from transforms.seeds.places import load_places

    return choose_county(wanted.strip(), counties_of(load_places(overlay).townships))
