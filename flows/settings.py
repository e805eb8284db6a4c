"""Settings of a workspace: HOME/xianzhi.toml, overridden by the environment.

In: HOME/xianzhi.toml; variables XIANZHI_<NAME>, nested ones as XIANZHI_PUBLISH__TARGETS. Out: `Settings`.

Example:
    settings = load_settings(home)
    settings.county                  # "411426", or "" for the whole register
"""

from __future__ import annotations

import tomllib
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from flows.exit_codes import UsageProblem
from transforms.raw.formats.document import MEGA, Limits
from transforms.warehouse.connection import MEMORY_LIMIT

FILE = "xianzhi.toml"


class RunSettings(BaseModel):
    """How a night runs."""

    runner: Literal["prefect", "plain", "dask"] = "prefect"
    """prefect: flow, tasks, artifacts · plain: the same steps in one process, no server (rescue, fault tests) · dask: as prefect,
    documents are read on a Dask cluster (docs/province.md)."""
    batch: int = Field(50, ge=1)
    """Documents per batch: one transaction, one task."""
    workers: int = Field(2, ge=1)
    """Processes of the Dask cluster that a run starts for itself."""
    scheduler: str = ""
    """Address of a running Dask scheduler (tcp://10.0.0.7:8786), whose workers see HOME at the same path; empty: its own cluster."""
    memory_limit: str = MEMORY_LIMIT
    """Of DuckDB."""


class PublishSettings(BaseModel):
    """Where releases go."""

    targets: tuple[Path, ...] = ()
    """Shared folders that get a full copy."""
    texts: bool = True
    """false: nothing published holds full report texts, only sentences with figures and their neighbours."""


class RetentionSettings(BaseModel):
    """Which releases stay."""

    releases: int = Field(30, ge=1)
    """The newest this many stay …"""
    days: int = Field(400, ge=1)
    """… and all of the last this many days; logs of runs too."""
    archive_days: int = Field(0, ge=0)
    """Bytes that no report needs (copies, dismissed documents) go after this many days; 0: they stay for ever."""


class ChannelSettings(BaseModel):
    """One way out for alerts. `url`, `secret` and `password` may be `env:NAME` or `block:NAME` (a Prefect Secret block)."""

    name: str
    kind: Literal["wecom", "dingtalk", "feishu", "mail", "webhook", "apprise"]
    url: str
    secret: str = ""
    owners: tuple[str, ...] = ()
    """Whose checks it tells of; empty: all."""
    kinds: tuple[Literal["stop", "warn", "ask"], ...] = ()
    """Which kinds of checks; empty: all."""
    sender: str = ""
    to: tuple[str, ...] = ()
    username: str = ""
    password: str = ""
    proxy: str | None = None
    timeout: float = Field(15.0, gt=0)
    attempts: int = Field(3, ge=1, le=10)


class LimitSettings(BaseModel):
    """What one document may cost (docs/formats.md); beyond it is set aside."""

    megabytes: int = Field(64, ge=1)
    """Size as received."""
    unpacked_megabytes: int = Field(256, ge=1)
    pages: int = Field(300, ge=1)
    scanned_pages: int = Field(60, ge=0)
    characters: int = Field(4_000_000, ge=1)
    seconds: float = Field(120.0, gt=0)
    memory_megabytes: int = Field(2048, ge=256)
    """Address space of the process that reads."""

    def as_limits(self) -> Limits:
        """As the readers of formats take them."""
        return Limits(
            max_bytes=self.megabytes * MEGA,
            max_unpacked=self.unpacked_megabytes * MEGA,
            max_pages=self.pages,
            max_scanned_pages=self.scanned_pages,
            max_characters=self.characters,
            seconds=self.seconds,
            memory_bytes=self.memory_megabytes * MEGA,
        )


class FetchSettings(BaseModel):
    """How reports are fetched from web sites (seeds/sources.csv, docs/formats.md)."""

    hosts: tuple[str, ...] = ()
    """Hosts to which a source's host may lead on, beside those of the sources; with the port where it is not the usual one."""
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Private networks that may be asked (10.1.0.0/16); none by default."""
    every_days: int = Field(7, ge=0)
    """An address that gave a report is asked again after so many days; 0: in every run."""
    pause: float = Field(2.0, ge=0)
    """Seconds between two requests to one host."""
    seconds: float = Field(60.0, gt=0)
    """For one address."""
    minutes: float = Field(30.0, gt=0)
    """For all of one night; the rest waits for the next."""
    contact: str = ""
    """Address or mail of whoever answers for the requests; told to the web sites."""


class AlertSettings(BaseModel):
    """Who is told what failed."""

    channels: tuple[ChannelSettings, ...] = ()
    page: str = ""
    """Link to the quality page as its readers reach it; empty: its path."""


class LakeSettings(BaseModel):
    """The province's warehouse (docs/province.md). `key` and `secret` may be `env:NAME` or `block:NAME`."""

    data: str = ""
    """Folder, or s3://bucket/prefix/, of the Parquet files."""
    endpoint: str = ""
    """host:port of the S3 server."""
    key: str = ""
    secret: str = ""
    tls: bool = True


class Settings(BaseSettings):
    """Everything a county may set. Unknown names are an error: a slip of the pen must not pass silently."""

    model_config = SettingsConfigDict(env_prefix="XIANZHI_", env_nested_delimiter="__", extra="forbid", frozen=True)

    name: str = ""
    county: str = Field("", pattern=r"^(\d{6})?$")
    """Six-digit code; empty: the whole register."""
    warehouse: str = Field("", pattern=r"^(ducklake:.+)?$")
    """Empty: one file per release, no more. `ducklake:postgres:…`: each release goes into the province's lake, too."""
    lake: LakeSettings = LakeSettings()
    timezone: str = "Asia/Shanghai"
    run: RunSettings = RunSettings()
    publish: PublishSettings = PublishSettings()
    retention: RetentionSettings = RetentionSettings()
    limits: LimitSettings = LimitSettings()
    alerts: AlertSettings = AlertSettings()
    fetch: FetchSettings = FetchSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the file."""
        return env_settings, init_settings


def load_settings(home: Path) -> Settings:
    """Settings of the workspace at `home`. Raises UsageProblem naming the file, the setting and the fault."""
    path = home / FILE
    if not path.is_file():
        raise UsageProblem(f"{path}: 不是工作区 · not a workspace; 先运行 xianzhi init {home} · run xianzhi init first")
    try:
        return Settings(**TomlConfigSettingsSource(Settings, path)())
    except tomllib.TOMLDecodeError as error:
        raise UsageProblem(f"{path}: 不是有效的 TOML · not valid TOML: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in error.errors())
        raise UsageProblem(f"{path}: 设置有误 · wrong setting: {faults}") from error
