"""The nouns of the gate: a rule, what it said, a row that failed it.

In: nothing. Out: frozen dataclasses. A rule is data: SQL for the rows that break it, SQL for how many rows it is about, wording for people.

Example:
    RULE = Rule(
        check_id="period_ordered", layer="read", table="read.claim", kind=Kind.STOP,
        zh="时期的首日不晚于末日", en="a period's first day is not after its last",
        todo_zh="查读取规则", todo_en="look at the reader's rule",
        failing="SELECT claim_id FROM {batch} WHERE period_start > period_end",
    )
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl


class Kind(StrEnum):
    """What a failure means: stop (structure, nothing is published) · warn (figures, held or flagged) · ask (the steward decides)."""

    STOP = "stop"
    WARN = "warn"
    ASK = "ask"


class Outcome(StrEnum):
    """What a check said. ERROR: it could not run; for a stop check it stops. NOT_APPLICABLE never alerts."""

    PASS = "pass"
    FAIL = "fail"
    ERROR = "error"
    NOT_APPLICABLE = "not_applicable"


STEWARD = "数据管理员"
"""Owner of what the reports say."""
OPERATOR = "系统管理员"
"""Owner of what the program does."""


@dataclass(frozen=True, slots=True)
class Native:
    """An expectation of Great Expectations' own: class name and arguments."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Rule:
    """One check.

    `failing` is SQL for the rows that break it; `{batch}` is the judged table. It returns the table's key columns (or those in `keys`) and,
    where it can, `detail`, `claim_id`, `report_id`, `township_id`, `year`, `indicator`. `applies` counts the rows it is about: none means
    not applicable, for the reason `absent_zh`. Instead of `failing`, `native` names an expectation of Great Expectations.
    """

    check_id: str
    layer: str
    table: str
    kind: Kind
    zh: str
    en: str
    todo_zh: str
    todo_en: str
    failing: str = ""
    applies: str = "SELECT count(*) FROM {batch}"
    native: Native | None = None
    owner: str = STEWARD
    holds: bool = False
    """Failing rows are held from the cells (warn only): they come back when the cause is gone."""
    needs_previous: bool = False
    """Compares with the release before (catalog `previous`); not applicable without one."""
    keys: tuple[str, ...] = ()
    """Columns that identify a failing row, where these are not the table's key."""
    absent_zh: str = "没有可查的行"
    absent_en: str = "no row it is about"

    def __post_init__(self) -> None:
        """Raises ValueError for a rule that could not run or that holds without warning."""
        if bool(self.failing) == (self.native is not None):
            raise ValueError(f"{self.check_id}: 须有 failing 或 native 之一 · a rule has either failing or native")
        if self.holds and self.kind is not Kind.WARN:
            raise ValueError(f"{self.check_id}: 只有 warn 可搁置 · only a warn holds rows")


@dataclass(frozen=True, slots=True)
class GateContext:
    """What a run tells the gate. Paths are opened read-only."""

    run_id: str
    business_date: date
    previous: Path | None = None
    """metrics.duckdb of the current release, if there is one."""
    seeds: Path | None = None
    """The workspace's own seeds folder."""
    release: Path | None = None
    """Folder of the candidate release: its manifest and files are checked by the publish suite."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One row of ops.check_result (without run_id)."""

    check_id: str
    layer: str
    table_name: str
    kind: str
    outcome: str
    checked: int | None
    failing: int | None
    held: int
    message_zh: str
    message_en: str
    owner: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class FailingRow:
    """One row of ops.failing_row (without run_id)."""

    check_id: str
    table_name: str
    row_key: str
    township_id: str | None = None
    year: int | None = None
    indicator: str | None = None
    claim_id: str | None = None
    report_id: str | None = None
    detail: str | None = None
    sentence: str | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class GateResult:
    """What one suite said. `stopped` means: publish nothing, exit 3."""

    layer: str
    results: tuple[CheckResult, ...]
    failing_rows: tuple[FailingRow, ...]
    earlier_held: tuple[tuple[str, str], ...] = ()
    """Claims that an earlier suite of the same run holds, with the check: the core suite carries them on."""

    @property
    def stopped_by(self) -> tuple[CheckResult, ...]:
        """Stop checks that failed or could not run."""
        return tuple(one for one in self.results if one.kind == Kind.STOP and one.outcome in (Outcome.FAIL, Outcome.ERROR))

    @property
    def stopped(self) -> bool:
        """Is the way barred?"""
        return bool(self.stopped_by)

    @property
    def decision(self) -> str:
        """`stop` or `go`."""
        return "stop" if self.stopped else "go"

    @property
    def held(self) -> pl.DataFrame:
        """Claims held from the cells: `claim_id`, `check_name`, as transforms.core.frames.choose takes them."""
        pairs = sorted({(row.claim_id, row.check_id) for row in self.failing_rows if row.held and row.claim_id} | set(self.earlier_held))
        return pl.DataFrame(pairs, schema={"claim_id": pl.String, "check_name": pl.String}, orient="row")

    def count(self, outcome: Outcome) -> int:
        """How many checks ended so."""
        return sum(one.outcome == outcome for one in self.results)
