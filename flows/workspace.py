"""A county's workspace: its folders, and how one is made (docs/design.md, "A county's workspace").

In: a path. Out: `Workspace`, which knows where everything lies; `make_workspace` makes the folders and xianzhi.toml.

Example:
    workspace = Workspace(home)
    workspace.workshop               # HOME/work/workshop.duckdb
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from flows.exit_codes import UsageProblem

SETTINGS = "xianzhi.toml"
FOLDERS = ("inbox", "archive", "seeds", "work", "logs", "status", "releases")
TEMPLATE = """# 县志工作区设置 · settings of this workspace. 环境变量 XIANZHI_… 优先 · the environment wins.
name = {name}
# 六位县级代码；留空为全国 · six-digit county code; empty: the whole register
county = {county}
timezone = "Asia/Shanghai"
{head}
[run]
runner = "prefect"
batch = 50

[publish]
# 共享文件夹，每次发布放一份完整副本 · shared folders that get a full copy of each release
targets = []

[retention]
releases = 30
days = 400
{tail}"""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where everything of one county lies."""

    home: Path

    @property
    def settings(self) -> Path:
        """xianzhi.toml."""
        return self.home / SETTINGS

    @property
    def inbox(self) -> Path:
        """Reports arrive here; the pipeline only reads it."""
        return self.home / "inbox"

    @property
    def archive(self) -> Path:
        """Bytes by sha256."""
        return self.home / "archive"

    @property
    def seeds(self) -> Path:
        """The county's own seeds."""
        return self.home / "seeds"

    @property
    def work(self) -> Path:
        """The pipeline's own folder."""
        return self.home / "work"

    @property
    def workshop(self) -> Path:
        """The pipeline's own database."""
        return self.work / "workshop.duckdb"

    @property
    def candidate(self) -> Path:
        """Where a release is built."""
        return self.work / "candidate"

    @property
    def lock(self) -> Path:
        """Who is writing."""
        return self.work / "lock"

    @property
    def logs(self) -> Path:
        """One JSON line per event, one file per run."""
        return self.home / "logs"

    @property
    def status(self) -> Path:
        """Rewritten after every run."""
        return self.home / "status"

    @property
    def releases(self) -> Path:
        """What analysts open."""
        return self.home / "releases"

    @property
    def current(self) -> Path:
        """Link to the release that counts."""
        return self.releases / "current"

    @property
    def released_database(self) -> Path:
        """metrics.duckdb of the current release."""
        return self.current / "metrics.duckdb"


def open_workspace(home: Path) -> Workspace:
    """The workspace at `home`, its folders made whole. Raises UsageProblem where there is none."""
    workspace = Workspace(home.resolve())
    if not workspace.settings.is_file():
        raise UsageProblem(f"{home}: 不是工作区 · not a workspace; 先运行 xianzhi init {home} · run xianzhi init first")
    make_folders(workspace)
    return workspace


def make_folders(workspace: Workspace) -> None:
    """Make the folders that are missing. The inbox of a workspace at work is not made anew: it may be a share that is not mounted."""
    for name in FOLDERS:
        if name == "inbox" and workspace.workshop.exists():
            continue
        (workspace.home / name).mkdir(parents=True, exist_ok=True)


def make_workspace(home: Path, county: str = "", name: str = "", *, head: str = "", tail: str = "") -> tuple[Workspace, bool]:
    """Make a workspace, or make an existing one whole. Returns it and whether its settings are new: those of an existing one stay.

    `head`, `tail`: more settings, as TOML, before the first table and after the last.
    """
    workspace = Workspace(home.resolve())
    make_folders(workspace)
    if workspace.settings.exists():
        return workspace, False
    text = TEMPLATE.format(name=json.dumps(name, ensure_ascii=False), county=json.dumps(county), head=head, tail=tail)
    workspace.settings.write_text(text, encoding="utf-8")
    return workspace, True
