"""`xianzhi query`: SQL or a named question on the current release.

In: SQL, or a question's name with its arguments as NAME=VALUE. Out: rows as table, CSV or JSON. The release is opened read-only and
sealed: SQL typed here reaches no other file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer

from flows.console import Format, note, print_rows
from flows.exit_codes import UsageProblem
from flows.questions import Question, fill_in, load_questions
from flows.workspace import Workspace
from transforms.warehouse.connection import open_release


def database_of(home: Path, workshop: bool) -> Path:
    """The file to ask. Raises UsageProblem where there is none yet."""
    workspace = Workspace(home)
    path = workspace.workshop if workshop else workspace.released_database
    if not path.is_file():
        raise UsageProblem(f"{path}: 还没有数据 · nothing here yet; 先运行 xianzhi nightly --home {home} · run nightly first")
    return path.resolve()


def ask(path: Path, sql: str, parameters: dict[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names and rows. Raises UsageProblem with DuckDB's own words where the SQL cannot be run."""
    with open_release(path, sealed=True) as con:
        try:
            found = con.execute(sql, parameters or None)
            return [column[0] for column in found.description or ()], found.fetchall()
        except duckdb.Error as error:
            raise UsageProblem(f"SQL 不能执行 · cannot run this SQL: {error}") from error


def list_questions(questions: dict[str, Question], form: Format) -> None:
    """What can be asked by name."""
    rows = [(one.name, one.zh, one.en, " ".join(f"{key}={value}" for key, value in one.defaults.items())) for one in questions.values()]
    print_rows(["name", "问题", "question", "arguments"], rows, form)


def command(
    question: Annotated[str | None, typer.Argument(help="SQL，或问题名 · SQL, or a question's name")] = None,
    arguments: Annotated[list[str] | None, typer.Argument(help="问题的参数 · the question's arguments", metavar="[NAME=VALUE…]")] = None,
    home: Annotated[Path | None, typer.Option("--home", help="工作区 · The workspace", envvar="XIANZHI_HOME")] = None,
    form: Annotated[Format, typer.Option("--format", help="输出格式 · How rows are printed")] = Format.TABLE,
    as_json: Annotated[bool, typer.Option("--json", help="同 --format json · same as --format json")] = False,
    workshop: Annotated[bool, typer.Option("--workshop", help="查询工作库而非版本 · ask the workshop, not the release")] = False,
    listed: Annotated[bool, typer.Option("--list", help="列出命名问题 · list the named questions")] = False,
) -> None:
    """用 SQL 或命名问题查询当前版本 · Ask the current release SQL or a named question."""
    form = Format.JSON if as_json else form
    questions = load_questions()
    if listed or question is None:
        list_questions(questions, form)
        return
    if home is None:
        raise UsageProblem("请用 --home 指明工作区 · say which workspace with --home")
    sql, parameters = fill_in(questions[question], arguments or []) if question in questions else (question, {})
    names, rows = ask(database_of(home, workshop), sql, parameters)
    print_rows(names, rows, form)
    if not rows:
        asked = "，".join(f"{name}={value}" for name, value in parameters.items())
        note(f"没有符合的行 · no rows{f'（{asked}）' if asked else ''}")
