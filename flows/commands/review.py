"""`xianzhi review`: the steward's desk: look at the queue, take it out as a workbook, bring decisions back, undo them.

In: ops.review_item of the last run, a workbook. Out: rows of the county's own seeds, records in ops.review_decision.
The next night shows the effect.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.console import Format, note, print_json, print_rows
from flows.exit_codes import Exit, UsageProblem
from flows.lock import hold_lock
from flows.night import Night, start_night

commands = typer.Typer(add_completion=False, no_args_is_help=True, help="待办 · The steward's desk: list, export, apply, undo, patch")
Home = Annotated[Path, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON")]
COLUMNS = ("item_id", "kind", "subject", "unit", "suggestions", "frequency", "spread", "worth", "sentence")
EXAMPLE = "SELECT sentence FROM read.claim WHERE subject = ? ORDER BY length(sentence) LIMIT 1"
PATCH = ("subject", "unit", "indicator", "variant", "example")


def _night(home: Path) -> Night:
    night = start_night(home)
    if not night.workspace.workshop.is_file():
        raise UsageProblem(f"{home}: 还没有运行过 · no run yet; xianzhi nightly --home {home}")
    return night


@commands.command("list")
def list_command(home: Home, limit: Annotated[int, typer.Option(help="最多几行 · at most")] = 30, as_json: AsJson = False) -> None:
    """列出待办，最值得的在前 · List what is to be decided, most worth first."""
    from flows.stages.review import read_queue
    from transforms.warehouse.connection import open_release

    with open_release(_night(home).workspace.workshop) as con:
        queue = read_queue(con)
    rows = [tuple(getattr(item, name) for name in COLUMNS) for item in queue[:limit]]
    if as_json:
        print_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    else:
        print_rows(COLUMNS, rows, Format.TABLE)
        note(f"共 {len(queue)} 项 · {len(queue)} in all")


@commands.command("export")
def export_command(file: Annotated[Path, typer.Argument(help="写到哪个 .xlsx · file to write")], home: Home, limit: int = 500) -> None:
    """导出为工作簿，用 WPS 或 Excel 填写 · Export as a workbook to fill in."""
    from flows.io.desk import write_desk
    from flows.stages.review import read_queue
    from transforms.seeds.indicators import load_indicators
    from transforms.warehouse.connection import open_release

    night = _night(home)
    with open_release(night.workspace.workshop) as con:
        queue = read_queue(con)[:limit]
    write_desk(file, queue, load_indicators(night.seeds))
    note(f"{file}: {len(queue)} 项 · items")


@commands.command("apply")
def apply_command(
    file: Annotated[Path, typer.Argument(help="填好的 .xlsx · the filled-in workbook", exists=True, dir_okay=False)],
    home: Home,
    yes: Annotated[bool, typer.Option("--yes", help="写入；否则只预览 · write; otherwise only a preview")] = False,
    as_json: AsJson = False,
) -> None:
    """读回决定：检查、预览，加 --yes 写入 · Bring decisions back: checked, previewed, written with --yes."""
    from flows.io.desk import DeskError, read_desk
    from flows.stages.review import apply_plan, known_facts, read_queue
    from transforms.ops.decisions import plan_decisions
    from transforms.warehouse.connection import open_release

    night = _night(home)
    try:
        answers = read_desk(file)
    except DeskError as error:
        raise UsageProblem(str(error)) from error
    with open_release(night.workspace.workshop) as con:
        plan = plan_decisions(answers, read_queue(con), known_facts(con, night), night.business_date)
    if as_json:
        print_json({"decisions": [one.decision_id for one in plan.decisions], "refusals": [[one.row, one.reason] for one in plan.refusals]})
    for refusal in plan.refusals:
        note(f"第 {refusal.row} 行 · row {refusal.row} ({refusal.item_id}): {refusal.reason}")
    if plan.refusals:
        note("一行也没有写入 · nothing was written")
        raise typer.Exit(Exit.USAGE)
    for line in plan.preview:
        note(line)
    if not yes:
        note(f"预览：{len(plan.decisions)} 个决定；加 --yes 写入 · preview: add --yes to write")
        return
    with hold_lock(night.workspace.lock, "review"):
        done = apply_plan(night, plan)
    note(f"已写入 {done} 个决定，下次运行生效 · written; the next run shows the effect")


@commands.command("undo")
def undo_command(
    decision: Annotated[str, typer.Argument(help="决定编号 · the decision's id")],
    who: Annotated[str, typer.Option("--who", help="谁 · who")],
    reason: Annotated[str, typer.Option("--reason", help="理由 · why")],
    home: Home,
) -> None:
    """撤销一个决定 · Take a decision back."""
    from flows.stages.review import undo_decision
    from transforms.ops.decisions import DecisionError

    night = _night(home)
    try:
        with hold_lock(night.workspace.lock, "review"):
            undone = undo_decision(night, decision, who, reason)
    except KeyError as error:
        raise UsageProblem(f"{decision}: 没有这个有效的决定 · no such decision in force") from error
    except DecisionError as error:
        raise UsageProblem(str(error)) from error
    note(f"已撤销 · undone: {undone.subject} {undone.action} {undone.value}")


@commands.command("decisions")
def decisions_command(home: Home, as_json: AsJson = False) -> None:
    """列出决定 · List decisions."""
    from transforms.warehouse.connection import open_release

    columns = ("decision_id", "decided_on", "subject", "action", "value", "who", "reason", "seed", "undone_by")
    with open_release(_night(home).workspace.workshop) as con:
        rows = con.execute(f"SELECT {', '.join(columns)} FROM ops.review_decision ORDER BY decided_on, decision_id").fetchall()
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        print_rows(columns, rows, Format.TABLE)


@commands.command("patch")
def patch_command(home: Home) -> None:
    """把对各县都有用的对应关系导出为补丁（CSV，标准输出） · Decisions useful to all counties, as a patch on stdout."""
    from transforms.seeds.aliases import load_subject_aliases
    from transforms.warehouse.connection import open_release

    night = _night(home)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(PATCH)
    with open_release(night.workspace.workshop) as con:
        for one in load_subject_aliases(night.seeds):
            found = con.execute(
                "SELECT sentence FROM read.claim WHERE subject = ? ORDER BY length(sentence) LIMIT 1", [one.subject]
            ).fetchone()
            if one.indicator:
                writer.writerow((one.subject, one.unit, one.indicator, one.variant, found[0] if found else ""))
