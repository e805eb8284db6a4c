"""Whose number it is: the township's, a village's, a project's, a higher level's, or nobody's (a distance, a price).

In: facts with code, item and status, and whose report it is (`Level`). Out: an `Owner` per fact. A name sets the scope until the sentence
ends; a paragraph that begins with a village's or a project's name speaks of it. In a county's own report 全县 is the county itself, and a
township that the sentence names owns what follows. Source: the annotation guide, section Scope.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from transforms.read.cues import cue
from transforms.read.facts import Fact
from transforms.read.govern import Governed
from transforms.seeds.lexicon import codes_with, pattern

_VILLAGE: Final = pattern("village_name")
_VILLAGE_KIND: Final = pattern("village_kind")
_LISTED: Final = pattern("villages_few_listed")
_MANY: Final = cue("many_villages")
_THIS_VILLAGE: Final = pattern("this_village")
_VILLAGE_FIRST: Final = pattern("village_first")
_LINE_HEAD: Final = pattern("line_head")
_HIGHER: Final = cue("higher_level")
_RANKED_AMONG: Final = pattern("ranked_among")
_NOBODY: Final = pattern("nobody")
_PER_ONE: Final = cue("per_one")
_PER_VILLAGE: Final = pattern("per_village")
_ENTITY: Final = cue("entity_named")
_ENTITY_KIND: Final = pattern("entity_kind")
_THIS_PROJECT: Final = cue("this_project")
_PROJECT_LINE: Final = pattern("project_line")
_SITE_OF: Final = pattern("site_of")
_OWN: Final = pattern("own_place")
_STRETCH: Final = cue("stretch_or_inside")
_CAPACITY: Final = cue("capacity")
_INCOME: Final = pattern("income_per_head")
_PORTFOLIO: Final = cue("counted_projects")
_VILLAGE_THING: Final = pattern("village_thing")
_VILLAGE_FACILITY: Final = pattern("village_facility")
_LAND_FOR: Final = pattern("land_for")
_WORK_AT_HEAD: Final = pattern("work_at_head")
_OF_CLASS: Final = cue("villages_of_class")
_CLEARED: Final = codes_with("cleared")
_ROADS_AT_HEAD: Final = pattern("roads_at_head")
_OF_NAMED: Final = pattern("of_named")
_PERSON: Final = cue("person_named")
_SOME_VILLAGES: Final = pattern("some_villages")
_VILLAGE_ENTITY: Final = pattern("village_entity")
_PLACE: Final = cue("place_named")
_PLACE_KIND: Final = pattern("place_kind")
_ROAD: Final = pattern("road_named")
_ROAD_KIND: Final = pattern("road_kind")
_PLOT: Final = pattern("plot")
_FIELD: Final = codes_with("crop") | {"grain_yield"}
_FEW_VILLAGES: Final = pattern("few_villages")
_EACH_VILLAGE: Final = pattern("each_village")
_ROAD_BETWEEN: Final = pattern("road_between")
_MORE: Final = pattern("and_more")
_ROADS: Final = codes_with("road")
_OF_PLACES: Final = codes_with("of_a_place")
_VILLAGE_HINT: Final = cue("village_hint")
_OWNER_NAMED: Final = cue("owner_named")
_PROJECT_ONLY: Final = codes_with("project_only")
_PROJECT_DESIGN: Final = codes_with("project_design")
_SITES: Final = codes_with("project_site")
_TOWNSHIP_ONLY: Final = codes_with("township_only")
_HELD_BY_NAME: Final = codes_with("held_by_name") | {""}
_VILLAGES: Final = frozenset({"admin_villages", "village_groups"})
_OTHER_DIMENSIONS: Final = frozenset({"temperature", "money_per_area", "money_per_person", "price", "concentration"})
_MEASURED: Final = frozenset({"area", "money", "volume"})
_DISTANCES: Final = frozenset({"length", "time", "volume"})
_NOT_HELD: Final = frozenset({"scope.project_site", "scope.planned", "scope.capacity"})
_DESIGN_RULES: Final = ("status.design", "status.project")
LATELY: Final = 160
"""Characters within which a stretch of road, a batch of projects or a village's park still speaks."""
_ENTERPRISE: Final = "enterprise_or_project"


class Owner(NamedTuple):
    """Whose number it is."""

    scope: str
    rule: str
    name: str = ""
    """What the text calls the village, project or enterprise; "" for the township and others."""


class Level(NamedTuple):
    """Whose report is read: a township's (empty), or a county's own."""

    own: str = ""
    """What the county is called after 全 and 我: 县, 区, 旗, 市; "" for a township's report."""
    townships: re.Pattern[str] | None = None
    """Finds its townships by name; None where none is known."""


TOWNSHIP_LEVEL: Final = Level()
_TOWNSHIP: Final = Owner("township", "scope.default")
_NAMELESS: Final = frozenset({"township", "county", "higher", "other"})


class _Case:
    """A fact whose owner is asked for."""

    __slots__ = ("fact", "left", "level", "previous", "state", "text")

    def __init__(self, text: str, fact: Fact, state: Governed, left: str, previous: tuple[Fact, Owner] | None, level: Level) -> None:
        self.text = text
        self.fact = fact
        self.state = state
        self.left = left
        """The sentence before the number."""
        self.previous = previous
        """The fact before it in the sentence, with its scope."""
        self.level = level

    @property
    def part(self) -> str:
        """What of it stands behind the last semicolon."""
        return self.left.rpartition("；")[2]

    @property
    def lately(self) -> str:
        """The last words of the sentence before the number."""
        return self.left[-LATELY:]


def scopes(text: str, facts: list[Fact], governed: list[Governed], level: Level = TOWNSHIP_LEVEL) -> list[Owner]:
    """The owner of every fact, in order. `level`: whose report it is."""
    found: list[Owner] = []
    by_fact: dict[int, Owner] = {}
    previous: tuple[Fact, Owner] | None = None
    for fact, state in zip(facts, governed, strict=True):
        if previous is not None and previous[0].sentence != fact.sentence:
            previous = None
        head = by_fact.get(id(fact.head)) if fact.head is not None else None
        if head is not None:
            owner = head._replace(rule="scope.inherited")
        else:
            case = _Case(text, fact, state, text[fact.sentence[0] : fact.start], previous, level)
            owner = _name(case, _of_county(case, _owner(case)) if level.own else _owner(case))
        by_fact[id(fact)] = owner
        found.append(owner)
        if owner.rule != "scope.capacity" or previous is None:  # 投资…的面粉厂投产，日处理小麦90吨，安排就业60人: the factory goes on
            previous = fact, owner
    return found


def _name(case: _Case, owner: Owner) -> Owner:
    """The owner with its name: the rule's own, or what the sentence named last, or the words of the subject."""
    if owner.name or owner.scope in _NAMELESS:
        return owner
    words = case.lately
    named = [found[0] for found in _OWNER_NAMED.finditer(words)] if case.fact.may(_OWNER_NAMED) else []
    return owner._replace(name=named[-1] if named else case.text[slice(*case.fact.subject)])


def _owner(case: _Case) -> Owner:
    fact = case.fact
    if fact.code in _PROJECT_ONLY:
        return Owner(_ENTERPRISE, "scope.project_code")
    if not fact.code and (other := _nobody(case)):
        return other
    if case.previous is not None and case.previous[1].scope == "higher" and not fact.code and not _OWN.search(case.lately):
        return Owner("higher", "scope.higher_holds")
    if fact.near_has(_HIGHER) and not _RANKED_AMONG.search(fact.near) and _is_above(case):
        return Owner("higher", "scope.higher")
    if case.state.status == "planned" and fact.code in _PROJECT_DESIGN:
        return Owner(_ENTERPRISE, "scope.project_design")
    if fact.may(_STRETCH) and (stretch := _STRETCH.search(case.lately)) and not _OWN.search(case.lately, stretch.end()):
        return Owner(_ENTERPRISE, "scope.stretch", stretch[0])
    if not fact.code and fact.near_has(_CAPACITY):
        return Owner(_ENTERPRISE, "scope.capacity")
    if fact.may(_MANY) and _MANY.search(case.left):
        part = case.part
        listed = None if fact.code in _VILLAGES else _LISTED.search(part)
        few = listed is not None and not _OWN.search(part, listed.end())
        return Owner("village", "scope.few_villages", listed[0]) if listed and few else _TOWNSHIP
    return _village(case) or _project(case) or _TOWNSHIP


def _is_above(case: _Case) -> bool:
    """Do the words name a level above the report's own? In a county's own report 全县 is the county itself."""
    return not case.level.own or any(found[0][1:] != case.level.own for found in _HIGHER.finditer(case.fact.near))


def _of_county(case: _Case, owner: Owner) -> Owner:
    """In a county's own report: the county's, or that of a township which the sentence names after the last 全县."""
    if owner.scope != "township":
        return owner
    words = case.part
    own = [found.end() for found in _HIGHER.finditer(words) if found[0][1:] == case.level.own]
    named = case.level.townships.search(words, own[-1] if own else 0) if case.level.townships else None
    return Owner("township", "scope.named_township", named[0]) if named else owner._replace(scope="county")


def _nobody(case: _Case) -> Owner | None:
    """Distances, prices and averages per head are no indicator's and nobody's."""
    fact = case.fact
    dimension = fact.quantity.dimension
    if dimension in _OTHER_DIMENSIONS:
        return Owner("other", "scope.other_unit")
    if dimension in _DISTANCES and (_NOBODY.search(fact.near) or case.text.startswith("处", fact.end)):
        return Owner("other", "scope.distance")
    if case.previous is not None and case.previous[1].rule == "scope.per_head" and fact.rules[0] == "measure:measure.level_to":
        return case.previous[1]
    if fact.near_has(_PER_ONE) and not _INCOME.search(fact.near):
        return Owner("village", "scope.per_village") if _PER_VILLAGE.search(fact.near) else Owner("other", "scope.per_head")
    return None


def _village(case: _Case) -> Owner | None:
    """该村, a village's name in the sentence, or at the head of the paragraph."""
    fact, text = case.fact, case.text
    if fact.code in _VILLAGES:
        return None
    if fact.may(_VILLAGE_HINT) and _VILLAGE_HINT.search(case.left):
        if _THIS_VILLAGE.search(case.left):
            return Owner("village", "scope.this_village")
        if fact.quantity.unit == "个" and (_SOME_VILLAGES.match(text, fact.end) or fact.near_has(_OF_CLASS)):
            return None
        if found := _FEW_VILLAGES.search(case.lately):
            return Owner("village", "scope.few_villages", found[0].strip("，。；："))
        if _EACH_VILLAGE.search(text, fact.clause, fact.start):
            return Owner("village", "scope.each_village")
        part = case.part
        if name := _village_named(part):
            if found := _VILLAGE_ENTITY.search(case.lately) or _in_village(fact, part):
                return Owner(_ENTERPRISE, "scope.village_entity", found[0])
            return None if fact.code in _TOWNSHIP_ONLY and "、" in case.left else Owner("village", "scope.village", name)
    begin = case.state.section.start
    reach = min(fact.start, begin + LATELY)
    head = _LINE_HEAD.search(text, begin, reach)
    named = _VILLAGE_FIRST.match(text, begin, head.start() if head else reach) if head or reach < fact.start else None
    if named and not _VILLAGE_KIND.search(named["name"]):
        return Owner("village", "scope.village_paragraph", named[0].strip())
    return None


def _in_village(fact: Fact, words: str) -> re.Match[str] | None:
    """A household, a person or a facility in a village; of one that the village built its area and money, not how many."""
    found = _VILLAGE_THING.search(words)
    if found is None and fact.quantity.dimension in _MEASURED:
        return _VILLAGE_FACILITY.search(words)
    return found


def _village_named(words: str) -> str:
    """The village last called by its name, not a kind of villages (行政村, 贫困村); "" where there is none."""
    named = [found for found in _VILLAGE.finditer(words) if not _VILLAGE_KIND.search(found["name"])]
    return words[named[-1].start("name") : named[-1].end()] if named else ""


def _project(case: _Case) -> Owner | None:
    """该项目, a paragraph or a sentence that names a project or a company, and what the name still holds for."""
    fact, state = case.fact, case.state
    if (fact.may(_THIS_PROJECT) and _THIS_PROJECT.search(case.part)) or _PROJECT_LINE.match(case.text, state.section.start, fact.start):
        return Owner(_ENTERPRISE, "scope.this_project")
    if not fact.code and fact.may(_PORTFOLIO) and _PORTFOLIO.search(case.lately):
        return None
    if state.status == "planned" and state.status_rule.startswith(_DESIGN_RULES):
        return Owner(_ENTERPRISE, "scope.planned")
    if case.previous is not None and _name_holds(case):
        return Owner(_ENTERPRISE, "scope.name_holds", case.previous[1].name)
    if fact.code in _SITES and _SITE_OF.search(case.left):
        return Owner(_ENTERPRISE, "scope.project_site")
    if fact.code in _FIELD and (plot := _PLOT.search(fact.near)):
        return Owner(_ENTERPRISE, "scope.plot", fact.near[: plot.end()])
    return _called_by_name(case)


def _called_by_name(case: _Case) -> Owner | None:
    """A facility, a person, a place or a company that the words call by its name."""
    fact = case.fact
    if not fact.code and (named := _OF_NAMED.match(case.text, fact.end)):
        return Owner(_ENTERPRISE, "scope.place", named[0][1:])
    roads = _ROADS_AT_HEAD.match(case.part)
    if roads is not None and not _ROAD_KIND.search(roads["name"]):
        return Owner(_ENTERPRISE, "scope.place", roads[0])
    if fact.code in _CLEARED and (name := _cleared_for(case)):
        return Owner(_ENTERPRISE, "scope.land_for", name)
    if fact.may(_PERSON) and (found := _PERSON.search(case.part)):
        return Owner(_ENTERPRISE, "scope.person", found[0][:-1])
    if name := _place_of(case):
        return Owner(_ENTERPRISE, "scope.place", name)
    words = case.part
    for found in _ENTITY.finditer(words) if fact.may(_ENTITY) else ():
        if "等" not in found["name"] and not _ENTITY_KIND.search(found["name"]):
            return Owner(_ENTERPRISE, "scope.entity", words[found.start("name") : found.end()])
    return None


def _cleared_for(case: _Case) -> str:
    """The named road, bridge or quarter for which land was taken and houses were pulled down; "" where there is none."""
    head = _WORK_AT_HEAD.match(case.left)
    if head is not None and not _PLACE_KIND.search(head["name"]):
        return head["name"]
    found = _LAND_FOR.search(case.part)
    return found["name"] if found is not None and not _PLACE_KIND.search(found["name"]) and not _ROAD_KIND.search(found["name"]) else ""


def _place_of(case: _Case) -> str:
    """The road, park, mine, station or building that the number's own clause begins with.

    "" where there is none, or where it is what is measured.
    """
    fact, text = case.fact, case.text
    if fact.code in _ROADS:
        if between := _ROAD_BETWEEN.search(fact.near):
            return between[0]
        found = _ROAD.search(case.lately)
        return case.lately[found.start("name") :] if found and not _ROAD_KIND.search(found["name"]) else ""
    begin = text.rfind("，", fact.sentence[0], max(fact.sentence[0], fact.clause - 1)) + 1 if fact.code in _OF_PLACES else fact.clause
    words = text[max(begin, fact.sentence[0]) : fact.start]
    found = _PLACE.search(words) if fact.may(_PLACE) else None
    named = (
        found is not None and found.end() < len(words) and not _PLACE_KIND.search(found["name"]) and not _MORE.search(words, found.end())
    )
    return words[found.start("name") : found.end()] if found and named else ""


def _name_holds(case: _Case) -> bool:
    """Is the number before, in the same part of the sentence, a named company's?"""
    if case.previous is None or case.fact.code not in _HELD_BY_NAME:
        return False
    before, owner = case.previous
    return owner.scope == _ENTERPRISE and owner.rule not in _NOT_HELD and case.text.find("；", before.end, case.fact.start) < 0
