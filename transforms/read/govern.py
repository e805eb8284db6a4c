"""Status and period of each number by the nearest governing cue: clause, then sentence, paragraph, section, report.

In: facts with subject and measure (attach.py), sections (context.py) and stamps (period.py). Out: status, period and the rule that decided, per
fact. Sources: docs/design.md, the claim table; the annotation guide, keys s and p.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from transforms.model import ReportYear
from transforms.read.attach import Fact
from transforms.read.context import Section
from transforms.read.period import Period, Stamp, months, reset_between, stamps, whole_year, years
from transforms.seeds.lexicon import alternation

_HARVESTS = frozenset({"crop_output", "grain_output", "aquatic_output", "meat_output", "livestock_output", "pig_output"})
_PROJECT_CODES = frozenset({"project_investment", "site_area", "floor_area_built", "jobs_created"})


@dataclass(frozen=True, slots=True)
class Governed:
    """What governs a number."""

    status: str
    period: Period
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _StatusCues:
    estimate: re.Pattern[str]
    target: re.Pattern[str]
    target_end: re.Pattern[str]
    done: re.Pattern[str]
    planned: re.Pattern[str]
    past: re.Pattern[str]
    to_date: re.Pattern[str]


@cache
def _cues() -> _StatusCues:
    return _StatusCues(
        re.compile(alternation("estimate_cue")),
        re.compile(rf"(?:{alternation('target_cue')})(?!投资|总投资|的|生育|完成率|引进人才|[^，。；]{{0,6}}”)"),
        re.compile(rf"(?:{alternation('target_end')})(?:数|为|是|达)*$"),
        re.compile(rf"{alternation('done_cue')}|(?<!即将)(?:建成|完工|竣工)(?=[，。；])"),
        re.compile(alternation("planned_cue")),
        re.compile(alternation("past_cue")),
        re.compile("今年以来|截至目前|截止目前|目前|年初以来|累计|历年|至今"),
    )


def govern(text: str, facts: list[Fact], lines: list[Section], report: ReportYear) -> list[Governed]:
    """One Governed per fact, in order."""
    found: list[Governed] = []
    by_fact: dict[int, Governed] = {}
    line_index = 0
    marks: list[Stamp] = []
    marked = -1
    for fact in facts:
        while lines[line_index].end < fact.start:
            line_index += 1
        section = lines[line_index]
        if marked != line_index:
            marks = stamps(text, section.start, section.end, section.year, report.report_date)
            marked = line_index
        status, status_rule = _status(text, fact, section, by_fact, report)
        period, period_rule = _period(text, fact, section, marks, by_fact, status, report)
        if status == "actual" and period.start.year > report.year and fact.head is None:
            status, status_rule = "target", "status.future_year"
        governed = Governed(status, period, (f"status:{status_rule}", f"period:{period_rule}"))
        by_fact[id(fact)] = governed
        found.append(governed)
    return found


def _status(text: str, fact: Fact, section: Section, by_fact: dict[int, Governed], report: ReportYear) -> tuple[str, str]:
    cues = _cues()
    if (
        fact.head is not None
        and id(fact.head) in by_fact
        and (fact.measure == "completion" or not cues.target.search(text, fact.left, fact.start))
    ):
        head = by_fact[id(fact.head)].status
        own = cues.estimate.search(text, fact.left, fact.start)
        return ("estimate" if own and head == "actual" else head), "status.inherited"
    clause_end = max(fact.right, fact.end)
    if not section.plan and _next_step(text, fact, section):
        return "target", "status.next_step"
    aims = None if section.plan else _AIMS.search(text, fact.sentence[0], fact.start)
    if aims and not re.search(r"[0-9]+(?:\.[0-9]+)?(?![0-9年.])", text[fact.sentence[0] : aims.start()]):
        return "target", "status.aims"
    if section.plan:
        if fact.code in ("site_area", "floor_area_built") and re.search("新建|项目|总投资|建设", text[fact.sentence[0] : fact.start]):
            return "planned", "status.project_in_plan"
        if fact.code == "project_investment" and re.search("(?:完成|年内)[^，。；]{0,6}投资", text[fact.left : fact.start]):
            return "target", "status.plan_section"
        if fact.code != "project_investment" and cues.past.search(text, fact.clause, fact.start):
            return "actual", "status.past_in_plan"
        if fact.code == "project_investment" or re.search("总投资|计划投资", text[fact.left : fact.start]):
            return "planned", "status.project_in_plan"
        return "target", "status.plan_section"
    if fact.row == "signed_investment.portfolio":
        return "actual", "status.signed"
    if fact.code in _PROJECT_CODES or (not fact.code and re.search("总投资|计划投资|概算", text[fact.left : fact.start])):
        return _project_status(text, fact, cues)
    done_task = re.search("(?<![要将])(?:完成|实现)", text[fact.left : fact.start]) is not None
    done_after = re.search("完成", text[fact.end : clause_end]) is not None
    if cues.target_end.search(text, fact.left, fact.start) and not done_task and not done_after:
        return "target", "status.task"
    if (
        cues.target.search(text, fact.clause, fact.start)
        and not re.search("完成|达到[^，。]*任务", text[fact.start : clause_end])
        and not (done_task and re.search("任务|计划|目标", text[fact.left : fact.start]))
    ):
        return "target", "status.target_cue"
    if re.match("的(?:[0-9.]+%|百分之)", text[fact.end : fact.end + 8]) and re.search("任务|计划|目标", text[fact.left : fact.start]):
        return "target", "status.task_of"
    if _AHEAD.search(text, max(text.rfind("；", fact.sentence[0], fact.start), fact.sentence[0]), fact.clause) and not _DONE_SINCE.search(
        text, fact.clause, fact.start
    ):
        return "target", "status.target_carried"
    if re.search("达产后|建成后|投产后", text[fact.clause : fact.start]):
        return "planned", "status.design"
    if fact.quantity.dimension not in ("percent", "person") and re.search("正在|即将", text[fact.end : clause_end]):
        return "planned", "status.under_way"
    if cues.estimate.search(text, fact.clause, fact.start) or _sentence_estimate(text, fact, cues):
        return "estimate", "status.estimate_cue"
    segment = max(text.rfind("；", fact.sentence[0], fact.start), fact.sentence[0])
    if re.search("储备[^，。；、]{0,6}$|达产后|建成后|投产后|可(?:提供|容纳|安置|年产|新增|实现)", text[fact.clause : fact.start]):
        return "planned", "status.design"
    if re.search("正在(?:建设|实施|推进|施工)的(?:有|是)|即将(?:建设|实施|开工)的(?:有|是)", text[segment : fact.start]):
        return "planned", "status.under_way"
    if re.search(
        "设计年产|年(?:消化|处理|加工)|年产(?!值|量|出)|日产(?!值)|建成后|投产后|达产后|正在[一-龥]{0,4}(?:建设|推进|施工|洽谈|实施|安装|装修)|即将|拟建",
        text[fact.clause : clause_end],
    ) and (fact.code == "" or fact.item):
        if not cues.done.search(text, fact.sentence[0], fact.start):
            return "planned", "status.design"
    return "actual", "status.default"


_NEXT = re.compile("(?:^|[。；\n])[ ]*(?:下一步|下步|下一阶段|接下来|明年)")


def _next_step(text: str, fact: Fact, section: Section) -> bool:
    """下一步 inside a paragraph of the review turns the rest of it into plan."""
    return _NEXT.search(text, section.start, fact.start) is not None


_AIMS = re.compile("(?:预期|主要|奋斗|总体|工作|发展)目标(?:是|为|：)")
_AHEAD = re.compile("力争|确保(?=[^，。；]{0,6}(?:全年|年内|完成|实现|达))|计划(?=年内|全年|今年|新建|建设|实施|完成|新增)")
_DONE_SINCE = re.compile("已|了|完成(?!率)|实现|达到|累计|目前")


_BUILT_WITH = re.compile("(?:新建|修建|改建|扩建|建成|改造|完成|硬化|整治|铺设|购置|新修|维修)")


def _sentence_estimate(text: str, fact: Fact, cues: _StatusCues) -> bool:
    """预计 at the head of the sentence governs all of it."""
    low = fact.sentence[0]
    segment = max(text.rfind("；", low, fact.start) + 1, low)
    if segment > low and re.search("完成|实现|已", text[text.find("；", low) : fact.start]):
        return False
    first = re.compile("[0-9]").search(text, low, fact.start)
    return cues.estimate.search(text, low, min(first.start() if first else fact.start, low + 9)) is not None


def _project_status(text: str, fact: Fact, cues: _StatusCues) -> tuple[str, str]:
    """A named project's figures are planned until it is finished; a part already invested is actual."""
    low, high = fact.sentence
    clause = text[fact.clause : max(fact.right, fact.end)]
    if re.search(
        "已完成|已投|完成投资|累计投|已经投|投进|实际投|(?<!总)投入(?!使用)|集资|凑了|花了|花",
        clause[: fact.start - fact.clause + 1] + text[fact.end : fact.end + 4],
    ):
        return "actual", "status.project_spent"
    if (
        fact.code == "site_area"
        and re.search("征(?!求)|收储|出让|盘活|腾|签|交地|供地", text[fact.clause : fact.start])
        and not re.search("计划|拟", clause)
    ):
        return "actual", "status.land_taken"
    if fact.code == "project_investment" and _BUILT_WITH.match(text, fact.end):
        return "actual", "status.project_spent"
    if fact.code == "jobs_created":
        ahead = re.search("建成后|投产后|达产|可|预计|将", text[max(low, fact.start - 16) : fact.start])
        return ("planned", "status.jobs_ahead") if ahead else ("actual", "status.jobs")
    if fact.code == "project_investment" and not re.search(
        "总投资|计划|拟|预计|概算|协议|投资额|设计|项目|建设|启动|开工|动工|即将|施工|工程", text[low:high]
    ):
        return "actual", "status.project_spent"
    if cues.done.search(text, fact.end, max(fact.right, fact.end) + 1):
        return "actual", "status.project_done"
    done = max((m.end() for m in cues.done.finditer(text, low, fact.start)), default=-1)
    ahead = max((m.end() for m in re.finditer("建成后|预计|即将|拟|计划|正在|二期|前期|概算", text[low : fact.right])), default=-1) + low
    if done > ahead and not re.search("项目|，投资", text[done : fact.start]):
        return "actual", "status.project_done"
    if fact.code in ("site_area", "floor_area_built") and not re.search(
        "项目|投资|计划|规划|拟|正在|建设(?!用地)|设计|批复|二期", text[low : max(fact.right, fact.end)]
    ):
        return "actual", "status.area_standing"
    return "planned", "status.project_design"


def _period(
    text: str, fact: Fact, section: Section, marks: list[Stamp], by_fact: dict[int, Governed], status: str, report: ReportYear
) -> tuple[Period, str]:
    default = _default_period(text, fact, section, status, report)
    if re.search("(?:由|从)(?:原来的?)?$", text[fact.left : fact.start]):
        bases = [m for m in marks if m.base and fact.sentence[0] <= m.start < fact.start]
        if bases:
            return bases[-1].period, "period.base_year"
    if fact.measure == "yoy" and (base := _base_of(text, fact, marks, section)) is not None:
        fact.measure = "growth"
        return years(base, max(section.year, base + 1), "period.base_year"), "period.base_year"
    if fact.head is not None and id(fact.head) in by_fact:
        return _tail_period(text, fact, marks, by_fact[id(fact.head)].period, section, report)
    stamp = _governing(text, fact, marks)
    if stamp is not None and stamp.period.cue == "span" and fact.measure == "level" and _REACHED.search(text, fact.left, fact.start):
        return whole_year(stamp.period.end.year, "year", "period.span_end"), "period.span_end"
    if stamp is None:
        if fact.measure == "growth":
            return _growth_period(text, fact, marks, default, section)
        return default, default.rule
    if "去年同期" in text[fact.left : fact.start] or "上年同期" in text[fact.left : fact.start]:
        return _year_before(stamp.period), "period.same_period_last_year"
    if fact.measure == "growth" and stamp.period.cue != "span":
        return _growth_period(text, fact, marks, stamp.period, section)
    return stamp.period, stamp.period.rule


def _base_of(text: str, fact: Fact, marks: list[Stamp], section: Section) -> int | None:
    """The year that a growth is counted from, where the sentence names one before the year before (与2016年相比, 由2017年的…)."""
    if re.search("同比|比上年|较上年|比去年|较去年|上年同期|去年同期", text[fact.clause : fact.start]):
        return None
    for mark in marks:
        if (
            mark.base
            and fact.sentence[0] <= mark.start < fact.start
            and mark.period.start.year < section.year - 1
            and mark.period.cue != "span"
        ):
            return mark.period.start.year
    return None


def _year_before(period: Period) -> Period:
    return months(period.start.year - 1, period.start.month, period.end.month, "period.same_period_last_year")


_TAKEN = re.compile("的[^，。；]{0,3}[0-9]")
_SENTENCE_REST = re.compile("[^。！？\n]*")


def _holds_on(text: str, mark: Stamp) -> bool:
    """Does a period govern the sentences after its own? A named year does; a span does from a sentence without figures; 去年 and 年底 do not."""
    if mark.period.rule == "period.relative" or mark.point:
        return False
    if mark.period.cue != "span":
        return True
    rest = _SENTENCE_REST.match(text, mark.end)
    return rest is not None and not re.search("[0-9]", rest[0])


_REACHED = re.compile("(?:增加|提高|增长|上升|减少|下降|降低|发展|扩大|提升|增|降)(?:到|至)了?$")
_LEVEL_NOW = re.compile("全年|今年|本年|(?:达到?|增到|扩到|增至|到|冲到|现有|拥有|当中|其中)[^，。；]{0,4}$")


def _default_period(text: str, fact: Fact, section: Section, status: str, report: ReportYear) -> Period:
    if status == "planned":
        return whole_year(report.year if section.plan else section.year, "default", "period.design")
    if not section.plan and _next_step(text, fact, section):
        return whole_year(section.year + 1, "default", "period.next_step")
    if section.period is not None and (status != "target" or section.plan):
        if section.period.cue == "span" and fact.measure == "level" and _LEVEL_NOW.search(text, fact.left, fact.start):
            return whole_year(section.year, "default", "period.level_now")
        return section.period
    cue = "default"
    low = max(fact.sentence[0], fact.clause - 40)
    words = text[low : fact.start]
    if "今年以来" in words or "年初以来" in words:
        cue = "year_to_date"
    elif re.search("截至目前|截止目前|目前", words):
        cue = "to_date"
    elif re.search("累计|历年", text[fact.clause : fact.start]):
        cue = "cumulative"
    return whole_year(section.year, cue, f"period.{cue}")


def _governing(text: str, fact: Fact, marks: list[Stamp]) -> Stamp | None:
    """The last period named before the number in its paragraph, unless it is only compared with, closed in brackets or turned away from."""
    depth = text.count("(", fact.sentence[0], fact.start) - text.count(")", fact.sentence[0], fact.start)
    for mark in reversed(marks):
        if mark.start >= fact.start:
            if (
                mark.end <= max(fact.right, fact.end)
                and mark.start < fact.right
                and fact.measure == "level"
                and mark.period.cue != "span"
                and not mark.base
                and text[mark.end : mark.end + 1] != "的"
                and not re.search("(?:增加|提高|增长|上升|减少|下降|降低|发展|扩大)(?:到|至)?$", text[fact.end : mark.start])
            ):
                return mark
            continue
        if mark.depth > depth and ")" in text[mark.end : fact.start]:
            continue
        if mark.end < fact.origin and not mark.base and _TAKEN.match(text, mark.end):
            continue
        if mark.base and not (mark.end >= fact.left and fact.measure == "level" and mark.end + 12 >= fact.start):
            continue
        if mark.start < fact.sentence[0] and not _holds_on(text, mark):
            continue
        if mark.period.cue != "span" and reset_between(text, mark.end, fact.start):
            return None
        return mark
    return None


def _tail_period(text: str, fact: Fact, marks: list[Stamp], head: Period, section: Section, report: ReportYear) -> tuple[Period, str]:
    if fact.measure == "growth":
        return _growth_period(text, fact, marks, head, section)
    if fact.measure == "delta" and any(
        m.base and m.start >= fact.origin and m.period.start.year < head.start.year - 1 for m in marks if m.start < fact.start
    ):
        return _growth_period(text, fact, marks, head, section)
    near = [m for m in marks if fact.left <= m.start < fact.start and not m.base]
    if near and fact.measure == "level":
        return near[-1].period, near[-1].period.rule
    return head, "period.inherited"


def _growth_period(text: str, fact: Fact, marks: list[Stamp], head: Period, section: Section) -> tuple[Period, str]:
    """年均 and growth over a span: from the base year named, or the span itself, to the year of the level."""
    inside = [m for m in marks if fact.sentence[0] <= m.start < fact.start]
    for mark in reversed(inside):
        if mark.period.cue == "span":
            return mark.period, "period.span"
        if (mark.base or (fact.quantity.dimension == "ratio" and mark.start >= fact.left)) and mark.period.start.year < head.end.year:
            return years(mark.period.start.year, head.end.year, "period.base_year"), "period.base_year"
    if section.plan and head.end.year > section.year:
        return years(section.year, head.end.year, "period.plan_span"), "period.plan_span"
    spans = [m for m in marks if m.start < fact.start and m.period.cue == "span"]
    if spans:
        return spans[-1].period, "period.span"
    return head, "period.inherited"
