"""Whose number it is: the township's, a village's, a project's, a higher level's, or nobody's (a distance, a price).

In: facts with code, item and status. Out: scope per fact. Source: the annotation guide, section Scope.
"""

from __future__ import annotations

import re
from functools import cache

from transforms.read.attach import Fact
from transforms.seeds.lexicon import alternation

_PROJECT_ONLY = frozenset({"project_investment"})
_OTHER_DIMENSIONS = frozenset({"temperature", "money_per_area", "money_per_person", "price", "concentration"})


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    generic = alternation("village_generic")
    entity = alternation("entity_suffix")
    return (
        re.compile(
            rf"(?:^|[，。；：、（(和及在由对与以让从——\n是])(?P<name>(?!(?:{generic})?(?:村|社区))[一-龥]{{1,6}}?(?:村|社区|嘎查)(?![民级委庄里集容貌镇干务屯史医企小规部企]))"
        ),
        re.compile(rf"(?P<name>[一-龥A-Za-z0-9]{{2,10}}?)(?:{entity})"),
        re.compile("全县|全市|全区|全省|全国|全旗|全州|全盟"),
        re.compile(rf"(?:{alternation('place_other')})"),
        re.compile(rf"(?:{alternation('per_word')})"),
        re.compile("等[0-9一二三四五六七八九十两]{0,3}(?:个)?(?:村|社区|行政村|贫困村)|各村|全镇|全乡|我镇|我乡|全街道"),
        re.compile("该村|全村|村里|本村|该社区"),
        re.compile(
            "该项目|项目(?:占地|总投资|总用地|建成|达产|投产|用地|规划|计划|建设)|一期|二期|三期|该公司|该企业|公司(?:现|占|年|有|总)"
        ),
        re.compile(rf"(?:{generic})$"),
    )


def scope_of(text: str, fact: Fact, status: str, line_start: int) -> tuple[str, str]:
    """Scope and rule of one fact. `line_start` is where its paragraph begins."""
    village, _entity, higher, other, per_word, many, this_village, this_project, generic = _patterns()
    left = text[fact.sentence[0] : fact.start]
    near = text[fact.left : fact.start]
    if fact.code in _PROJECT_ONLY:
        return "enterprise_or_project", "scope.project_code"
    if fact.quantity.dimension in _OTHER_DIMENSIONS and not fact.code:
        return "other", "scope.other_unit"
    if not fact.code and (other.search(near) or per_word.search(near)):
        return ("village", "scope.per_village") if "村均" in near or "每村" in near else ("other", "scope.per_head")
    if higher.search(near) and not re.search("(?:占|居|位|全)(?:全县|全市|全区)", near):
        return "higher", "scope.higher"
    if status == "planned" and fact.code in ("site_area", "floor_area_built", "jobs_created"):
        return "enterprise_or_project", "scope.project_design"
    if this_project.search(left):
        return "enterprise_or_project", "scope.this_project"
    if not many.search(left):
        if this_village.search(left) or _names_village(left, village, generic) or _line_village(text, line_start, fact, village, generic):
            return "village", "scope.village"
        if status == "planned":
            return "enterprise_or_project", "scope.planned"
        if fact.code in ("site_area", "floor_area_built") and re.search("项目|公司|园|基地|工程|厂", left):
            return "enterprise_or_project", "scope.project_site"
    return "township", "scope.default"


def _names_village(words: str, village: re.Pattern[str], generic: re.Pattern[str]) -> bool:
    """Is one village called by its name, not a kind of villages (行政村, 贫困村)?"""
    return any(not generic.search(found["name"][:-1].removesuffix("社").removesuffix("嘎")) for found in village.finditer(words))


def _line_village(text: str, line_start: int, fact: Fact, village: re.Pattern[str], generic: re.Pattern[str]) -> bool:
    """A paragraph that begins with a village's name speaks of it."""
    head = re.compile("[，。；：0-9]").search(text, line_start, fact.start)
    return bool(head and _names_village(text[line_start : head.start()], village, generic))
