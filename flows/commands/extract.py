"""`xianzhi extract`: read files and say what they state; no workspace, no database, no Prefect.

In: paths of reports. Out: one JSON object per claim on stdout (docs/design.md, "What a claim says"), as soon as each file is read;
candidates of a doubtful place on stderr. Exit 0 for any readable text, 1 when a file could not be read, 2 when it is not there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.console import jsonable, note
from flows.exit_codes import Exit, UsageProblem
from flows.reading import Found, read_documents
from transforms.model import Claim
from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats.worker import Worker

CLAIM_FIELDS = Claim._fields


class Form(StrEnum):
    """What extract writes."""

    JSONL = "jsonl"
    HTML = "html"


def claim_object(source: str, found: Found, claim: Claim) -> dict[str, Any]:
    """One claim as the public interface has it."""
    body = {name: jsonable(getattr(claim, name)) for name in CLAIM_FIELDS}
    place = {"source": source, "township": found.township, "county": found.county, "report_year": found.year.year if found.year else None}
    return place | {"claim_id": body.pop("claim_id")} | body


def note_candidates(source: str, found: Found) -> None:
    """Say on stderr why the place is open."""
    if found.place.outcome == "resolved":
        return
    word = {"ambiguous": "地点有歧义 · ambiguous place", "unknown": "地点未知 · unknown place"}[found.place.outcome]
    names = "; ".join(found.place.named)
    note(f"{source}: {word}: {found.place.name_as_written or '?'}" + (f" → {names}" if names else ""))


def write_objects(source: str, found: Found) -> Iterator[str]:
    """The file's lines of JSON."""
    for claim in found.reading.claims:
        yield json.dumps(claim_object(source, found, claim), ensure_ascii=False)


def command(
    paths: Annotated[list[Path], typer.Argument(help="报告文件 · Files of reports", metavar="PATH…")],
    form: Annotated[
        Form, typer.Option("--format", help="jsonl：每个数字一行 · one line per figure; html：着色的全文 · coloured page")
    ] = Form.JSONL,
    explain: Annotated[bool, typer.Option("--explain", help="逐数说明依据的规则 · Say which rule decided each number")] = False,
    county: Annotated[str, typer.Option(help="六位县代码，用于消除重名 · six-digit county code")] = "",
    seeds: Annotated[Path | None, typer.Option(help="本县种子文件夹 · The county's own seeds")] = None,
) -> None:
    """读取文件并列出其中的数字 · Read files and list their figures."""
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise UsageProblem(f"没有此文件 · no such file: {', '.join(missing)}")
    failed = 0
    with Worker() as worker:
        for path in paths:
            for member, text, found in read_documents(path.read_bytes(), path.name, worker, county_code=county or None, overlay=seeds):
                source = f"{path}/{member}" if member else str(path)
                if isinstance(found, UnreadableDocument):
                    failed += 1
                    note(f"{source}: {found}")
                    continue
                note_candidates(source, found)
                _write(source, text, found, form, explain)
    if failed:
        raise typer.Exit(Exit.ERROR)


def _write(source: str, text: str, found: Found, form: Form, explain: bool) -> None:
    if form is Form.HTML:
        from transforms.read.page import render_page

        sys.stdout.write(render_page(text, found.reading, title=Path(source).name))
    elif explain:
        from transforms.read.explain import explain_reading

        sys.stdout.write(explain_reading(text, found.reading, title=source))
    else:
        sys.stdout.writelines(f"{line}\n" for line in write_objects(source, found))
    sys.stdout.flush()
