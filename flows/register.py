"""The register of a province's counties: counties.toml, one workspace each, on one machine.

In: a file. Out: `Register`. Paths are relative to the file's folder, which also holds the service's own work/ and logs/.

    name = "某省"
    at_once = 2                                  # 同时运行的县 · counties that run at one time
    warehouse = "ducklake:postgres:…"            # 写入新建工作区的设置 · goes into the settings of new workspaces, with [lake]

    [[county]]
    code = "411426"
    home = "counties/411426"                     # 默认 · the default: counties/<code>
    cron = "30 2 * * *"                          # 默认 · the default

Example:
    for county in load_register(Path("counties.toml")).counties: ...
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.exit_codes import UsageProblem
from flows.settings import LakeSettings
from flows.workspace import Workspace, make_workspace

NIGHT = "30 2 * * *"


class _CountyRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^\d{6}$")
    name: str = ""
    home: Path | None = None
    cron: str = NIGHT
    timezone: str = "Asia/Shanghai"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    at_once: int = Field(2, ge=1)
    warehouse: str = Field("", pattern=r"^(ducklake:.+)?$")
    lake: LakeSettings = LakeSettings()
    county: tuple[_CountyRow, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class County:
    """One county of the register."""

    code: str
    name: str
    home: Path
    cron: str
    timezone: str

    @property
    def workspace(self) -> Workspace:
        """Its workspace, which may not be made yet."""
        return Workspace(self.home)


@dataclass(frozen=True, slots=True)
class Register:
    """All counties of a province, in the order of the file."""

    file: Path
    name: str
    counties: tuple[County, ...]
    at_once: int
    warehouse: str
    lake: LakeSettings

    @property
    def workspace(self) -> Workspace:
        """The folder of the register: where the province's service keeps its own state. It has no inbox."""
        return Workspace(self.file.parent)


def load_register(path: Path) -> Register:
    """The register in a file. Raises UsageProblem naming the file and the fault."""
    try:
        told = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageProblem(f"{path}: 没有县名册 · no register of counties: {error.strerror}; docs/province.md") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageProblem(f"{path}: 不是有效的 TOML · not valid TOML: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in error.errors())
        raise UsageProblem(f"{path}: 名册有误 · wrong register: {faults}") from error
    folder = path.resolve().parent
    counties = tuple(
        County(row.code, row.name, (folder / (row.home or Path("counties") / row.code)).resolve(), row.cron, row.timezone)
        for row in told.county
    )
    for what, values in (("code", [one.code for one in counties]), ("home", [str(one.home) for one in counties])):
        if twice := sorted({value for value in values if values.count(value) > 1}):
            raise UsageProblem(f"{path}: {what} 重复 · stands twice: {', '.join(twice)}")
    return Register(path.resolve(), told.name, counties, told.at_once, told.warehouse, told.lake)


def _lake_text(register: Register) -> tuple[str, str]:
    """What new workspaces are told of the lake, as TOML: one line, and a table."""
    if not register.warehouse:
        return "", ""
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in register.lake.model_dump().items() if value != ""]
    return f"warehouse = {json.dumps(register.warehouse)}\n", "\n".join(["", "[lake]", *lines, ""])


def make_counties(register: Register, names: Mapping[str, str]) -> list[County]:
    """Make the workspaces that are missing, each with its county and the province's lake. `names`: labels by code. Returns those made."""
    head, tail = _lake_text(register)
    made = []
    for county in register.counties:
        if make_workspace(county.home, county.code, county.name or names.get(county.code, ""), head=head, tail=tail)[1]:
            made.append(county)
    return made
