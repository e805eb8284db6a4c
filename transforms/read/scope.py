"""Whose number it is: the township's, a village's, a project's, a higher level's, or nobody's (a distance, a price).

In: facts with code, item and status. Out: scope and rule per fact. A name sets the scope until the sentence ends; a paragraph that begins
with a village's or a project's name speaks of it. Source: the annotation guide, section Scope.
"""

from __future__ import annotations

from typing import NamedTuple

from transforms.read.facts import Fact
from transforms.read.govern import Governed
from transforms.seeds.lexicon import codes_with, pattern

_VILLAGE, _VILLAGE_KIND, _MANY = pattern("village_name"), pattern("village_kind"), pattern("many_villages")
_THIS_VILLAGE, _VILLAGE_FIRST, _LINE_HEAD = pattern("this_village"), pattern("village_first"), pattern("line_head")
_HIGHER, _RANKED_AMONG, _NOBODY = pattern("higher_level"), pattern("ranked_among"), pattern("nobody")
_PER_ONE, _PER_VILLAGE = pattern("per_one"), pattern("per_village")
_ENTITY, _ENTITY_KIND = pattern("entity_named"), pattern("entity_kind")
_THIS_PROJECT, _PROJECT_LINE, _SITE_OF = pattern("this_project"), pattern("project_line"), pattern("site_of")
_OWN, _STRETCH, _CAPACITY = pattern("own_place"), pattern("stretch_or_inside"), pattern("capacity")
_INCOME, _PORTFOLIO = pattern("income_per_head"), pattern("counted_projects")
_SOME_VILLAGES, _VILLAGE_ENTITY = pattern("some_villages"), pattern("village_entity")
_VILLAGE_HINT = pattern("village_hint")
_PROJECT_ONLY, _PROJECT_DESIGN, _SITES = codes_with("project_only"), codes_with("project_design"), codes_with("project_site")
_TOWNSHIP_ONLY, _HELD_BY_NAME = codes_with("township_only"), codes_with("held_by_name") | {""}
_VILLAGES = frozenset({"admin_villages", "village_groups"})
_OTHER_DIMENSIONS = frozenset({"temperature", "money_per_area", "money_per_person", "price", "concentration"})
_DISTANCES = frozenset({"length", "time", "volume"})
_NOT_HELD = frozenset({"scope.project_site", "scope.planned"})
_DESIGN_RULES = ("status.design", "status.project")
LATELY = 160
"""Characters within which a stretch of road, a batch of projects or a village's park still speaks."""
_ENTERPRISE = "enterprise_or_project"
Scoped = tuple[str, str]


class _Case(NamedTuple):
    """A fact whose owner is asked for."""

    text: str
    fact: Fact
    state: Governed
    left: str
    """The sentence before the number."""
    previous: tuple[Fact, Scoped] | None
    """The fact before it in the sentence, with its scope."""

    @property
    def lately(self) -> str:
        """The last words of the sentence before the number."""
        return self.left[-LATELY:]


def scopes(text: str, facts: list[Fact], governed: list[Governed]) -> list[Scoped]:
    """Scope and rule of every fact, in order."""
    found: list[Scoped] = []
    by_fact: dict[int, Scoped] = {}
    previous: tuple[Fact, Scoped] | None = None
    for fact, state in zip(facts, governed, strict=True):
        if previous is not None and previous[0].sentence != fact.sentence:
            previous = None
        head = by_fact.get(id(fact.head)) if fact.head is not None else None
        if head is not None:
            scope = (head[0], "scope.inherited")
        else:
            scope = _scope(_Case(text, fact, state, text[fact.sentence[0] : fact.start], previous))
        by_fact[id(fact)] = scope
        found.append(scope)
        previous = fact, scope
    return found


def _scope(case: _Case) -> Scoped:
    fact = case.fact
    if fact.code in _PROJECT_ONLY:
        return _ENTERPRISE, "scope.project_code"
    if not fact.code and (other := _nobody(case)):
        return other
    if case.previous is not None and case.previous[1][0] == "higher" and not fact.code and not _OWN.search(case.lately):
        return "higher", "scope.higher_holds"
    if _HIGHER.search(fact.near) and not _RANKED_AMONG.search(fact.near):
        return "higher", "scope.higher"
    if case.state.status == "planned" and fact.code in _PROJECT_DESIGN:
        return _ENTERPRISE, "scope.project_design"
    if _STRETCH.search(case.lately):
        return _ENTERPRISE, "scope.stretch"
    if not fact.code and _CAPACITY.search(fact.near):
        return _ENTERPRISE, "scope.capacity"
    if _MANY.search(case.left):
        return "township", "scope.default"
    return _village(case) or _project(case) or ("township", "scope.default")


def _nobody(case: _Case) -> Scoped | None:
    """Distances, prices and averages per head are no indicator's and nobody's."""
    fact = case.fact
    dimension = fact.quantity.dimension
    if dimension in _OTHER_DIMENSIONS:
        return "other", "scope.other_unit"
    if dimension in _DISTANCES and (_NOBODY.search(fact.near) or case.text.startswith("处", fact.end)):
        return "other", "scope.distance"
    if _PER_ONE.search(fact.near) and not _INCOME.search(fact.near):
        return ("village", "scope.per_village") if _PER_VILLAGE.search(fact.near) else ("other", "scope.per_head")
    return None


def _village(case: _Case) -> Scoped | None:
    """该村, a village's name in the sentence, or at the head of the paragraph."""
    fact, text = case.fact, case.text
    if fact.code in _VILLAGES:
        return None
    if _VILLAGE_HINT.search(case.left):
        if _THIS_VILLAGE.search(case.left):
            return "village", "scope.this_village"
        if fact.quantity.unit == "个" and _SOME_VILLAGES.match(text, fact.end):
            return None
        if _names_village(case.left):
            if _VILLAGE_ENTITY.search(case.lately):
                return _ENTERPRISE, "scope.village_entity"
            return None if fact.code in _TOWNSHIP_ONLY and "、" in case.left else ("village", "scope.village")
    begin = case.state.section.start
    head = _LINE_HEAD.search(text, begin, fact.start)
    named = _VILLAGE_FIRST.match(text, begin, head.start()) if head else None
    if named and not _VILLAGE_KIND.search(named["name"]):
        return "village", "scope.village_paragraph"
    return None


def _names_village(words: str) -> bool:
    """Is a village called by its name, not a kind of villages (行政村, 贫困村)?"""
    return any(not _VILLAGE_KIND.search(found["name"]) for found in _VILLAGE.finditer(words))


def _project(case: _Case) -> Scoped | None:
    """该项目, a paragraph or a sentence that names a project or a company, and what the name still holds for."""
    fact, state = case.fact, case.state
    if _THIS_PROJECT.search(case.left) or _PROJECT_LINE.match(case.text, state.section.start, fact.start):
        return _ENTERPRISE, "scope.this_project"
    if not fact.code and _PORTFOLIO.search(case.lately):
        return None
    if state.status == "planned" and state.status_rule.startswith(_DESIGN_RULES):
        return _ENTERPRISE, "scope.planned"
    if _name_holds(case):
        return _ENTERPRISE, "scope.name_holds"
    if fact.code in _SITES and _SITE_OF.search(case.left):
        return _ENTERPRISE, "scope.project_site"
    for found in _ENTITY.finditer(case.left):
        if "等" not in found["name"] and not _ENTITY_KIND.search(found["name"]):
            return _ENTERPRISE, "scope.entity"
    return None


def _name_holds(case: _Case) -> bool:
    """Is the number before, in the same part of the sentence, a named company's?"""
    if case.previous is None or case.fact.code not in _HELD_BY_NAME:
        return False
    before, (owner, rule) = case.previous
    return owner == _ENTERPRISE and rule not in _NOT_HELD and case.text.find("；", before.end, case.fact.start) < 0
