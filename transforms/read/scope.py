"""Whose number it is: the township's, a village's, a project's, a higher level's, or nobody's (a distance, a price).

In: facts with code, item and status. Out: scope and rule per fact. A name sets the scope until the sentence ends; a paragraph that begins with a
village's or a project's name speaks of it. Source: the annotation guide, section Scope.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from transforms.read.attach import Fact
from transforms.read.context import Section
from transforms.read.govern import Governed
from transforms.seeds.lexicon import alternation

_PROJECT_ONLY = frozenset({"project_investment"})
_PROJECT_FIGURES = frozenset({"site_area", "floor_area_built", "jobs_created"})
_TOWNSHIP_ONLY = frozenset({"admin_villages", "village_groups", "households", "population", "natural_villages", "communities", "land_area"})
_HELD_BY_NAME = frozenset(
    {
        "",
        "jobs_created",
        "talents_introduced",
        "projects_introduced",
        "tax_revenue",
        "site_area",
        "floor_area_built",
        "crop_area",
        "exports",
    }
)
_OTHER_DIMENSIONS = frozenset({"temperature", "money_per_area", "money_per_person", "price", "concentration"})


@dataclass(frozen=True, slots=True)
class _Patterns:
    village: re.Pattern[str]
    village_generic: re.Pattern[str]
    many: re.Pattern[str]
    higher: re.Pattern[str]
    other: re.Pattern[str]
    per_word: re.Pattern[str]
    entity: re.Pattern[str]
    entity_generic: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        re.compile(
            r"(?:^|[，。；：、(和及在由对与以让从——\n是])(?P<name>[一-龥]{1,6}?)(?:村|社区|嘎查)"
            r"(?![民级委庄里容貌镇干务屯史医企小规部情组口标卫活内外道头公水班落]|党|支部)"
        ),
        re.compile(rf"(?:{alternation('village_generic')})$"),
        re.compile(r"等[0-9一二三四五六七八九十两]{0,4}个?[^，。；、]{0,4}(?:村|社区)|" + alternation("village_many")),
        re.compile(alternation("higher_place")),
        re.compile(rf"(?:{alternation('place_other')})|(?<!隔)离[^，。]*$|(?:到|至)[一-龥]{{2,14}}$"),
        re.compile(rf"(?:{alternation('per_word')})"),
        re.compile(rf"(?:^|[，。；：、“\n])(?P<name>[一-龥A-Za-z·]{{2,10}}?)(?:{alternation('entity_name')})(?!等|[0-9])"),
        re.compile(rf"(?:{alternation('entity_generic')})"),
    )


_THIS_VILLAGE = re.compile("该村|全村|本村|该社区")
_THIS_PROJECT = re.compile(
    "该项目|项目(?:占地|总投资|总用地|建成|达产|投产|用地|规划|计划|建设)|[一二三]期|该公司|该企业|公司(?:现|占|年|有|总)|园区(?:现|占|总)"
)
_PROJECT_LINE = re.compile("(?:——|[(]?[0-9一二三四五六七八九十]{1,3}[、.)])?[ ]*[一-龥A-Za-z0-9“”·()]{2,24}(?:项目|工程)[，,：:]")
_VILLAGE_FIRST = re.compile("[ ]*(?P<name>[一-龥]{2,4})(?:村|社区|嘎查)(?![民级委庄集容貌干务屯史医企小规部情组落])")
_HEAD = re.compile("[，。；：0-9]")


def scopes(text: str, facts: list[Fact], governed: list[Governed], lines: list[Section]) -> list[tuple[str, str]]:
    """Scope and rule of every fact, in order."""
    found: list[tuple[str, str]] = []
    by_fact: dict[int, tuple[str, str]] = {}
    k = 0
    for index, (fact, state) in enumerate(zip(facts, governed, strict=True)):
        while lines[k].end < fact.start:
            k += 1
        if fact.head is not None and id(fact.head) in by_fact:
            scope = (by_fact[id(fact.head)][0], "scope.inherited")
        else:
            previous = found[index - 1] if index and facts[index - 1].sentence == fact.sentence else None
            scope = _scope(text, fact, state, lines[k].start, previous, facts[index - 1] if index else None)
        by_fact[id(fact)] = scope
        found.append(scope)
    return found


def _scope(
    text: str, fact: Fact, state: Governed, line_start: int, previous: tuple[str, str] | None, before: Fact | None
) -> tuple[str, str]:
    patterns = _patterns()
    near = text[fact.left : fact.start]
    if fact.code in _PROJECT_ONLY:
        return "enterprise_or_project", "scope.project_code"
    if other := _nobody(text, fact, near, patterns):
        return other
    if patterns.higher.search(near) and not re.search("(?:占|居|位|列)(?:全县|全市|全区|全省)", near):
        return "higher", "scope.higher"
    if state.status == "planned" and fact.code in _PROJECT_FIGURES:
        return "enterprise_or_project", "scope.project_design"
    left = text[fact.sentence[0] : fact.start]
    return (
        _village(text, fact, left, line_start, patterns)
        or _project(text, fact, left, state, line_start, previous, before, patterns)
        or ("township", "scope.default")
    )


def _nobody(text: str, fact: Fact, near: str, patterns: _Patterns) -> tuple[str, str] | None:
    if fact.code:
        return None
    if fact.quantity.dimension in _OTHER_DIMENSIONS:
        return "other", "scope.other_unit"
    if fact.quantity.dimension in ("length", "time", "volume") and (patterns.other.search(near) or text.startswith("处", fact.end)):
        return "other", "scope.distance"
    if patterns.per_word.search(near):
        return ("village", "scope.per_village") if re.search("村均|每[一-龥]{0,3}村", near) else ("other", "scope.per_head")
    return None


def _village(text: str, fact: Fact, left: str, line_start: int, patterns: _Patterns) -> tuple[str, str] | None:
    if patterns.many.search(left) or fact.code in ("admin_villages", "village_groups"):
        return None
    if _THIS_VILLAGE.search(left):
        return "village", "scope.this_village"
    if _names_village(left, patterns):
        return None if fact.code in _TOWNSHIP_ONLY and "、" in left else ("village", "scope.village")
    head = _HEAD.search(text, line_start, fact.start)
    if head and (named := _VILLAGE_FIRST.match(text, line_start, head.start())) and not patterns.village_generic.search(named["name"]):
        return "village", "scope.village_paragraph"
    return None


def _names_village(words: str, patterns: _Patterns) -> bool:
    """Is a village called by its name, not a kind of villages (行政村, 贫困村)?"""
    return any(not patterns.village_generic.search(found["name"]) for found in patterns.village.finditer(words))


def _project(
    text: str,
    fact: Fact,
    left: str,
    state: Governed,
    line_start: int,
    previous: tuple[str, str] | None,
    before: Fact | None,
    patterns: _Patterns,
) -> tuple[str, str] | None:
    if patterns.many.search(left):
        return None
    if _THIS_PROJECT.search(left) or _PROJECT_LINE.match(text, line_start, fact.start):
        return "enterprise_or_project", "scope.this_project"
    if any("status.design" in rule or "status.project" in rule for rule in state.rules) and state.status == "planned":
        return "enterprise_or_project", "scope.planned"
    holds = fact.code in _HELD_BY_NAME and previous is not None and previous[1] not in ("scope.project_site", "scope.planned")
    if holds and previous and previous[0] == "enterprise_or_project" and before is not None and "；" not in text[before.end : fact.start]:
        return "enterprise_or_project", "scope.name_holds"
    if fact.code in ("site_area", "floor_area_built") and re.search("项目|公司|园|基地|工程|厂", left):
        return "enterprise_or_project", "scope.project_site"
    for found in patterns.entity.finditer(left):
        if not patterns.entity_generic.search(found["name"]) and "等" not in found["name"]:
            return "enterprise_or_project", "scope.entity"
    return None
