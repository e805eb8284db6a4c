"""Status and period of each number by the nearest governing cue: clause, then sentence, paragraph, section, report.

In: facts with subject and measure (attach.py) and sections (context.py). Out: status, period and the rule that decided, per fact. Sources:
docs/design.md, the claim table; the annotation guide, keys s and p.
"""

from __future__ import annotations

from typing import Final

from transforms.model import ReportYear
from transforms.read.context import Section
from transforms.read.facts import Fact
from transforms.read.named_period import Moment
from transforms.read.paragraph import Clues, Paragraph, read_clues
from transforms.read.period import Period
from transforms.read.status import Case, judge_status
from transforms.read.timing import judge_period
from transforms.seeds.lexicon import pattern

_ESTIMATE: Final = pattern("status_estimate")


class Governed:
    """What governs a number."""

    __slots__ = ("period", "period_rule", "section", "status", "status_rule")

    def __init__(self, section: Section, status: str, period: Period, status_rule: str, period_rule: str) -> None:
        self.section = section
        self.status = status
        self.period = period
        self.status_rule = status_rule
        self.period_rule = period_rule


def govern(text: str, facts: list[Fact], lines: list[Section], report: ReportYear) -> list[Governed]:
    """One Governed per fact, in order."""
    found: list[Governed] = []
    by_fact: dict[int, Governed] = {}
    line = 0
    paragraph: Paragraph | None = None
    clues = Clues((-1, -1), False, 0)
    for fact in facts:
        while lines[line].end < fact.start:
            line += 1
        if paragraph is None or paragraph.section is not lines[line]:
            paragraph = Paragraph(text, lines[line], report.report_date)
        if clues.sentence != fact.sentence:
            clues = read_clues(text, fact.sentence)
        head = by_fact.get(id(fact.head)) if fact.head is not None else None
        governed = _govern_one(text, fact, paragraph, clues, head, report)
        by_fact[id(fact)] = governed
        found.append(governed)
    return found


def _govern_one(text: str, fact: Fact, paragraph: Paragraph, clues: Clues, head: Governed | None, report: ReportYear) -> Governed:
    section, next_step = paragraph.section, paragraph.is_next_step(fact.start)
    case = Case(text, fact, section, clues, head.status if head else "", next_step, max(fact.right, fact.end))
    status, status_rule = judge_status(case)
    moment = Moment(text, fact, paragraph, status, next_step, head.period if head else None, report.year)
    measure, period, period_rule = judge_period(moment)
    fact.measure = measure
    if status == "actual" and fact.head is None and period.start.year > report.year:
        status, status_rule = "target", "status.future_year"
    estimated_before = status_rule == "status.estimate_cue" and not _ESTIMATE.search(text, fact.clause, fact.start)
    if estimated_before and fact.head is None and period.end.year < section.year:
        status, status_rule = "actual", "status.past_year"
    if status_rule == "status.plan_section" and fact.head is None and period.end.year < section.year and period.cue != "default":
        status, status_rule = "actual", "status.past_in_plan"
    return Governed(section, status, period, status_rule, period_rule)
