"""`xianzhi releases`: list, diff, prune.

In: HOME/releases. Out: what is there, what differs, what was removed. `current` is never removed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from flows.console import Format, note, print_rows
from flows.exit_codes import UsageProblem
from flows.workspace import Workspace, open_workspace
from transforms.publish.manifest import MANIFEST, read_manifest
from transforms.warehouse.promote import DATABASE, current_release

commands = typer.Typer(add_completion=False, no_args_is_help=True, help="版本：列出、比较、清理 · Releases: list, diff, prune")
Home = Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")]
COLUMNS = ("current", "release", "business_date", "reports", "claims", "cells", "checks", "failed_checks", "content_hash")
DIFF = """
WITH a AS (SELECT * FROM older.cell), b AS (SELECT * FROM newer.cell)
SELECT coalesce(b.township, a.township) AS township, coalesce(b.year, a.year) AS year, coalesce(b.indicator, a.indicator) AS indicator,
       coalesce(b.variant, a.variant) AS variant, coalesce(b.item, a.item) AS item, a.value AS value_before, b.value AS value_after,
       coalesce(b.unit, a.unit) AS unit, coalesce(a.verdict, a.missing_reason) AS before, coalesce(b.verdict, b.missing_reason) AS after
FROM a FULL JOIN b USING (cell_id)
WHERE (a.value, a.value_high, a.bound, a.verdict, a.reasons, a.missing_reason)
      IS DISTINCT FROM (b.value, b.value_high, b.bound, b.verdict, b.reasons, b.missing_reason)
  AND (a.value IS NOT NULL OR b.value IS NOT NULL)
ORDER BY abs(coalesce(b.value, 0) - coalesce(a.value, 0)) / nullif(greatest(abs(coalesce(a.value, 0)), abs(coalesce(b.value, 0))), 0)
         DESC NULLS LAST, township, year, indicator, variant, item
"""


def list_releases(workspace: Workspace) -> list[dict[str, Any]]:
    """Manifests of all whole releases, oldest first, with `current`."""
    current = current_release(workspace.releases)
    found = sorted(path.parent for path in workspace.releases.glob(f"*/{MANIFEST}") if not path.parent.is_symlink())
    return [{"current": "→" if current == folder else "", **read_manifest(folder), "folder": folder} for folder in found]


def pick_release(workspace: Workspace, name: str) -> Path:
    """The release of that name, of a unique beginning of it, or `current`. Raises UsageProblem."""
    if name == "current" and (current := current_release(workspace.releases)):
        return current
    found = [path for path in sorted(workspace.releases.glob(f"{name}*")) if path.is_dir() and not path.is_symlink()] if name else []
    if len(found) != 1:
        raise UsageProblem(
            f"{name}: {'没有这个版本 · no such release' if not found else '不止一个 · more than one'}; xianzhi releases list"
        )
    return found[0]


@commands.command("list")
def list_command(home: Home, as_json: AsJson = False) -> None:
    """列出版本 · List releases."""
    rows = [[one.get(name) for name in COLUMNS] for one in list_releases(open_workspace(home))]
    print_rows(COLUMNS, rows, Format.JSON if as_json else Format.TABLE)


@commands.command("diff")
def diff_command(
    older: Annotated[str, typer.Argument(help="旧版本 · the older release")],
    home: Home,
    newer: Annotated[str, typer.Argument(help="新版本 · the newer one")] = "current",
    as_json: AsJson = False,
) -> None:
    """比较两个版本的单元格，差异大者在前 · Compare the cells of two releases, largest difference first."""
    import duckdb

    from transforms.warehouse.connection import OFFLINE
    from transforms.warehouse.schema import literal

    workspace = open_workspace(home)
    paths = {alias: pick_release(workspace, name) / DATABASE for alias, name in (("older", older), ("newer", newer))}
    if paths["older"] == paths["newer"]:
        raise UsageProblem(f"{paths['older'].parent.name}: 同一个版本 · the same release twice; xianzhi releases list")
    with duckdb.connect(":memory:", config=dict(OFFLINE)) as con:
        for alias, path in paths.items():
            con.execute(f"ATTACH {literal(str(path))} AS {alias} (READ_ONLY)")
        found = con.execute(DIFF)
        names = [column[0] for column in found.description or ()]
        print_rows(names, found.fetchall(), Format.JSON if as_json else Format.TABLE)


@commands.command("prune")
def prune_command(
    home: Home,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会删什么 · only say what would go")] = False,
    keep: Annotated[int | None, typer.Option(min=1, help="保留最新几个，默认按设置 · keep the newest this many")] = None,
    days: Annotated[int | None, typer.Option(min=0, help="保留几天内的，默认按设置 · keep those of the last days")] = None,
) -> None:
    """按保留策略清理旧版本 · Remove old releases by policy."""
    from flows.lock import hold_lock
    from flows.night import start_night
    from flows.stages.retention import prune

    night = start_night(home)
    policy = night.settings.retention
    with hold_lock(night.workspace.lock, "prune"):
        gone = prune(
            night,
            releases=keep or policy.releases,
            days=policy.days if days is None else days,
            archive_days=policy.archive_days,
            dry_run=dry_run,
        )
    print("\n".join(gone))
    note(f"{'会清理 · would remove' if dry_run else '已清理 · removed'} {len(gone)}")
