"""How real a number is: actual, estimate, target, planned, by the nearest governing cue.

In: a fact with its section, its sentence's clues and the status of the level it speaks of. Out: status and rule. The rules stand in the
order in which they are asked; the first that answers decides. Sources: docs/design.md, the claim table; the annotation guide, key s.
Words: patterns.csv.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from transforms.read.context import Section
from transforms.read.cues import cue
from transforms.read.facts import Fact
from transforms.read.paragraph import Clues
from transforms.seeds.lexicon import codes_with, pattern

_TARGET: Final = pattern("status_target")
_TASK: Final = pattern("status_task")
_DONE: Final = pattern("status_done")
_PAST: Final = pattern("status_past")
_ESTIMATE: Final = pattern("status_estimate")
_AREA_BUILT: Final = pattern("area_built")
_DUE: Final = pattern("completion_due")
_ESTIMATE_OPENS: Final = pattern("estimate_opens")
_AHEAD: Final = pattern("target_ahead")
_DONE_SINCE: Final = pattern("done_since")
_WENT_ON: Final = pattern("went_on")
_NUMBER: Final = pattern("number_not_year")
_CLAUSE_STOP: Final = pattern("clause_stop")
_CAPACITY: Final = pattern("capacity_designed")
_OUTPUT: Final = codes_with("crop")
_MAKER: Final = pattern("maker")
_BASE_VALUE: Final = cue("base_value")
_TASK_DONE: Final = pattern("task_done")
_SURELY_DONE: Final = pattern("surely_done")
_CAPACITY_AHEAD: Final = pattern("capacity_ahead")
_FINISHED: Final = pattern("finished_since")
_NEXT_INVESTMENT: Final = pattern("next_investment")
_DONE_SO_FAR: Final = pattern("done_so_far")
_DONE_NEXT: Final = pattern("done_next")
_WILL_BE: Final = pattern("will_be")
_FROM: Final = cue("from_value")
_BEING_BUILT: Final = pattern("being_built")
_ACCOMPLISHED: Final = pattern("accomplished")
_ACCOMPLISHED_AFTER: Final = pattern("accomplished_after")
_TASK_REACHED: Final = pattern("task_reached")
_TASK_WORDS: Final = pattern("task_words")
_TASK_SHARE: Final = pattern("task_share")
_DESIGN_AFTER: Final = pattern("design_after")
_DESIGN_AHEAD: Final = pattern("design_ahead")
_DESIGN_FIGURES: Final = pattern("design_figures")
_UNDER_WAY: Final = pattern("under_way")
_UNDER_WAY_OF: Final = pattern("under_way_of")
_SITE_WORDS: Final = pattern("project_site_words")
_INVESTMENT_DUE: Final = pattern("investment_due")
_INVESTMENT_PLANNED: Final = pattern("investment_planned")
_INVESTMENT_DESIGNED: Final = pattern("investment_designed")
_SPENT: Final = pattern("money_spent")
_LAND_TAKEN: Final = pattern("land_taken")
_LAND_PLANNED: Final = pattern("land_planned")
_BUILT_WITH: Final = pattern("built_with")
_JOBS_AHEAD: Final = pattern("jobs_ahead")
_PROJECT_WORDS: Final = pattern("project_words")
_PROJECT_AHEAD: Final = pattern("project_ahead")
_PROJECT_TURNS: Final = pattern("project_turns")
_AREA_PLANNED: Final = pattern("area_planned")
_PROJECT_FIGURES: Final = codes_with("project_figure")
_SITES: Final = codes_with("project_site")
_SPENT_AFTER: Final = 4
_PROJECT_REACH: Final = 90
"""Characters within which the words on a project end."""
_JOBS_BEFORE: Final = 16
_SENTENCE_HEAD: Final = 9
"""Characters at the head of a sentence where 预计 governs all of it."""
Answer = tuple[str, str] | None


class Case:
    """A fact whose status is asked for."""

    __slots__ = ("clues", "end", "fact", "head", "next_step", "section", "text")

    def __init__(self, text: str, fact: Fact, section: Section, clues: Clues, head: str, next_step: bool, end: int) -> None:
        self.text = text
        self.fact = fact
        self.section = section
        self.clues = clues
        self.head = head
        """Status of the level that the number speaks of, "" where it speaks of none."""
        self.next_step = next_step
        self.end = end
        """End of the words behind the number."""

    @property
    def segment(self) -> int:
        """Where the sentence's part since the last semicolon begins."""
        return max(self.text.rfind("；", self.fact.sentence[0], self.fact.start), self.fact.sentence[0])


def judge_status(case: Case) -> tuple[str, str]:
    """Status and rule of a number."""
    for rule in _RULES if case.clues.hinted or case.section.plan or case.fact.code in _PROJECT_FIGURES else _RULES_WITHOUT_CUE:
        if (answer := rule(case)) is not None:
            return answer
    return "actual", "status.default"


def _inherited(case: Case) -> Answer:
    """Growth, share and completion are as real as their level, unless an own cue stands before them."""
    if not case.head:
        return None
    text, fact = case.text, case.fact
    if fact.measure != "completion" and _TARGET.search(text, fact.left, fact.start):
        return None
    planned = case.section.plan or case.next_step or _DUE.search(fact.near) is not None
    if fact.measure == "completion" and case.head in ("target", "planned") and not planned:
        return "actual", "status.done_of_task"
    estimated = case.head == "actual" and _ESTIMATE.search(text, fact.left, fact.start)
    return ("estimate" if estimated else case.head), "status.inherited"


def _base_value(case: Case) -> Answer:
    """力争由7个增加到11个: what a change starts from is there already."""
    return ("actual", "status.base_value") if case.fact.near_has(_FROM) or case.fact.near_has(_BASE_VALUE) else None


def _aims(case: Case) -> Answer:
    if case.section.plan:
        return None
    if case.next_step:
        return "target", "status.next_step"
    return ("target", "status.aims") if case.fact.start >= case.clues.aims else None


def _in_plan(case: Case) -> Answer:
    """Under a heading that plans, all is target but a project's design figures and what is said to be past."""
    if not case.section.plan:
        return None
    text, fact = case.text, case.fact
    investment = fact.code == "project_investment"
    if _is_after_building(case):
        return "planned", "status.design"
    if fact.code in _SITES and _SITE_WORDS.search(text, fact.sentence[0], fact.start):
        return "planned", "status.project_in_plan"
    if investment and _INVESTMENT_DUE.search(fact.near):
        return "target", "status.plan_section"
    if not investment and _PAST.search(text, fact.clause, fact.start):
        return "actual", "status.past_in_plan"
    if investment or _INVESTMENT_PLANNED.search(fact.near):
        return "planned", "status.project_in_plan"
    return "target", "status.plan_section"


def _signed(case: Case) -> Answer:
    return ("actual", "status.signed") if case.fact.row == "signed_investment.portfolio" else None


def _task(case: Case) -> Answer:
    """下达任务8000万元 is a target, 完成任务8000万元 is not."""
    text, fact = case.text, case.fact
    done = _ACCOMPLISHED.search(fact.near) is not None
    if not done and _TASK.search(fact.near) and not _ACCOMPLISHED_AFTER.search(text, fact.end, case.end):
        return "target", "status.task"
    reached = done and _TASK_DONE.search(fact.near)
    if not reached and _TARGET.search(text, fact.clause, fact.start) and not _TASK_REACHED.search(text, fact.start, case.end):
        return "target", "status.target_cue"
    if _TASK_SHARE.match(text, fact.end) and _TASK_WORDS.search(fact.near):
        return "target", "status.task_of"
    return None


def _carried(case: Case) -> Answer:
    """力争 in the clause before holds on, until something is said to be done."""
    text, fact = case.text, case.fact
    ahead = [found.end() for found in _AHEAD.finditer(text, case.segment, fact.clause)]
    if not ahead:
        return None
    since = _DONE_SINCE if _NUMBER.search(text, ahead[-1], fact.clause) else _SURELY_DONE
    return None if since.search(text, fact.clause, fact.start) else ("target", "status.target_carried")


def _designed(case: Case) -> Answer:
    text, fact = case.text, case.fact
    if _is_after_building(case):
        return "planned", "status.design"
    if _BEING_BUILT.search(fact.near):
        return "planned", "status.under_way"
    if fact.quantity.dimension in ("person", "count", "household") and not fact.code and _WILL_BE.match(text, fact.end):
        return "planned", "status.under_way"
    if fact.quantity.dimension not in ("percent", "person") and _UNDER_WAY.search(text, fact.end, case.end):
        return "planned", "status.under_way"
    return None


def _is_after_building(case: Case) -> bool:
    """达产后年加工稻谷3万吨，吸纳就业120人: 建成后 governs its part of the sentence, until something is said to be done."""
    text, fact = case.text, case.fact
    built = [found.end() for found in _DESIGN_AFTER.finditer(text, case.segment, fact.start)]
    return bool(built) and _DONE_SINCE.search(text, built[-1], fact.start) is None


def _estimated(case: Case) -> Answer:
    if _ESTIMATE.search(case.text, case.fact.clause, case.fact.start) or _estimate_ahead(case):
        return "estimate", "status.estimate_cue"
    return None


def _estimate_ahead(case: Case) -> bool:
    """预计 at the head of the sentence governs all of it, unless it is said to be done after a semicolon."""
    low, at = case.fact.sentence[0], case.fact.start
    turned = case.text.find("；", low, at)
    if turned >= 0 and _opens_with_estimate(case.text, case.segment, at):
        return True
    return (turned < 0 or not _WENT_ON.search(case.text, turned, at)) and _opens_with_estimate(case.text, low, at)


def _opens_with_estimate(text: str, low: int, at: int) -> bool:
    first = _NUMBER.search(text, low, at)
    stop = first.start() if first else at
    return _ESTIMATE.search(text, low, min(stop, low + _SENTENCE_HEAD)) is not None or _ESTIMATE_OPENS.search(text, low, stop) is not None


def _ahead(case: Case) -> Answer:
    """建成后可提供…, 正在建设的有…, 年产…: what is not yet there."""
    text, fact = case.text, case.fact
    if _DESIGN_AHEAD.search(text, fact.clause, fact.start):
        return "planned", "status.design"
    if _UNDER_WAY_OF.search(text, case.segment, fact.start):
        return "planned", "status.under_way"
    if not fact.code and (_CAPACITY.search(fact.near) or _CAPACITY_AHEAD.search(text, case.segment, fact.start)):
        return "planned", "status.design"
    if fact.code in _OUTPUT and not _MAKER.search(text, fact.sentence[0], fact.start):
        return None  # 年产苹果3万吨 without a factory is the township's output
    if (not fact.code or fact.item) and _DESIGN_FIGURES.search(text, fact.clause, case.end):
        return None if _DONE.search(text, case.segment, fact.start) else ("planned", "status.design")
    return None


def _project(case: Case) -> Answer:
    """A named project's figures are planned until it is finished; a part already invested is actual."""
    fact = case.fact
    if fact.code not in _PROJECT_FIGURES and (fact.code or not _INVESTMENT_DESIGNED.search(fact.near)):
        return None
    if fact.code in _SITES and _UNDER_WAY.search(case.text, fact.end, case.end):
        return "planned", "status.under_way"
    for rule in (_project_spent, _project_land, _project_jobs, _project_done, _project_area):
        if (answer := rule(case)) is not None:
            return answer
    return "planned", "status.project_design"


def _project_spent(case: Case) -> Answer:
    text, fact = case.text, case.fact
    after = _CLAUSE_STOP.split(text[fact.end : fact.end + _SPENT_AFTER])[0]
    spent = _SPENT.search(text[fact.clause : fact.start + 1] + after) is not None
    if fact.code == "project_investment" and not spent:
        spent = _BUILT_WITH.match(text, fact.end) is not None
        spent = spent or not _PROJECT_WORDS.search(text, *fact.sentence)
    return ("actual", "status.project_spent") if spent else None


def _is_taken(case: Case) -> bool:
    text, fact = case.text, case.fact
    if fact.code != "site_area" or not _LAND_TAKEN.search(text, fact.clause, fact.start):
        return False
    return _LAND_PLANNED.search(text, fact.clause, case.end) is None


def _project_land(case: Case) -> Answer:
    return ("actual", "status.land_taken") if _is_taken(case) else None


def _project_jobs(case: Case) -> Answer:
    text, fact = case.text, case.fact
    if fact.code != "jobs_created":
        return None
    if _is_after_building(case):
        return "planned", "status.jobs_ahead"
    low = max(fact.sentence[0], fact.start - _JOBS_BEFORE)
    if (done := list(_DONE.finditer(text, case.segment, fact.start))) and not _PROJECT_AHEAD.search(text, done[-1].end(), fact.start):
        low = max(low, fact.clause)
    ahead = _JOBS_AHEAD.search(text, low, fact.start)
    return ("planned", "status.jobs_ahead") if ahead else ("actual", "status.jobs")


def _project_done(case: Case) -> Answer:
    """建成 after the number, or before it with nothing planned since."""
    text, fact = case.text, case.fact
    if _is_done(text, fact.end, case.end + 1) or _DONE_NEXT.match(text, case.end):
        return "actual", "status.project_done"
    if text.startswith("的", fact.end) and (_is_finished(text, fact.end) or _is_done(text, fact.end, _clause_end(text, fact.end))):
        return "actual", "status.project_done"
    low = case.segment
    done = max((m.end() for m in _DONE.finditer(text, low, fact.start) if m.end() == fact.start or not text[m.end()].isdigit()), default=-1)
    if done < 0:
        return None
    ahead = max((m.end() for m in _PROJECT_AHEAD.finditer(text, low, fact.right)), default=low - 1)
    if done > ahead and not _PROJECT_TURNS.search(text, done, fact.start):
        return "actual", "status.project_done"
    return None


def _is_done(text: str, low: int, high: int) -> bool:
    """Is it said to be built there? 已完成70% and 已完成投资9000万元 only say how far it has come."""
    return any(not _DONE_SO_FAR.match(text, found.end()) for found in _DONE.finditer(text, low, high))


def _clause_end(text: str, at: int) -> int:
    """Where the words on one project end: the next comma or stop, or the next investment."""
    stop = _CLAUSE_STOP.search(text, at, at + _PROJECT_REACH)
    return stop.start() + 1 if stop else min(len(text), at + _PROJECT_REACH)


def _is_finished(text: str, at: int) -> bool:
    """总投资3亿元的…项目年产2万台，现已投产: does the rest of the words on this project say that it is built?"""
    stop = _NEXT_INVESTMENT.search(text, at, at + _PROJECT_REACH)
    return _FINISHED.search(text, at, stop.start() if stop else at + _PROJECT_REACH) is not None


def _project_area(case: Case) -> Answer:
    text, fact = case.text, case.fact
    if fact.code == "floor_area_built" and _AREA_BUILT.search(text, fact.clause, fact.start):
        return "actual", "status.area_standing"
    if fact.code in _SITES and not _AREA_PLANNED.search(text, fact.sentence[0], case.end):
        return "actual", "status.area_standing"
    return None


Rule = Callable[[Case], Answer]
_RULES: tuple[Rule, ...] = (_inherited, _base_value, _aims, _in_plan, _signed, _project, _designed, _task, _carried, _estimated, _ahead)
_RULES_WITHOUT_CUE: tuple[Rule, ...] = (_inherited, _aims, _signed)
"""All that can answer where the sentence holds no word of status."""
