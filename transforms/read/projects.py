"""Money of projects: is it one named project's investment, a portfolio's, or a lump of spending?

In: a sentence and a fact of money. Out: the match that the words allow.
"""

from __future__ import annotations

from typing import Final

from transforms.read.facts import Fact
from transforms.read.sentence import Sentence
from transforms.read.subject import Match
from transforms.seeds.lexicon import hint, pattern, words_of

_KIND: Final = pattern("project_kind")
_MONEY: Final = pattern("project_money")
_ONE: Final = pattern("one_project")
_SEVERAL: Final = pattern("several_projects")
_PORTFOLIO: Final = pattern("portfolio")
_NAMED: Final = pattern("project_named")
_NAMED_HINT: Final = hint("project_named")
_BUILT: Final = pattern("money_builds")
_DONE_BY: Final = pattern("work_costs")
_SEVERAL_HINT: Final = pattern("several_works")
_CLAUSE_STOP: Final = pattern("clause_stop")
_LUMP: Final = words_of("lump_of_money")
_BEHIND: Final = "project_investment.behind"
SPENT: Final = "project_investment.spent"
"""The row whose verbs (投入, 花了) make an investment only beside the name of one work."""


def project_behind(sentence: Sentence, fact: Fact) -> Match | None:
    """引进的2.5亿元青禾光伏项目: money before a named project is its investment."""
    if fact.phrase is None or (fact.quantity.unit and not fact.quantity.dimension.startswith("money")):
        return None
    low, high = fact.phrase
    words = sentence.text[low:high]
    found = _KIND.search(words)
    if found is None or found.start() < 2 or not _MONEY.search(fact.near):
        return None
    return Match("project_investment", _BEHIND, words[: found.end()], "entity", low, low + found.end())


def settle_investment(sentence: Sentence, k: int, match: Match | None) -> Match | None:
    """A project's investment stays one only if one project is spoken of; a signed portfolio's is signed investment, another's nothing."""
    if match is None or match.code != "project_investment" or _speaks_of_project(sentence, k, match):
        return match
    if k and sentence.facts[k - 1].code == "projects_signed":
        return Match("signed_investment", "signed_investment.portfolio", "", "none", match.start, match.end)
    return None


def _speaks_of_project(sentence: Sentence, k: int, match: Match) -> bool:
    fact, text = sentence.facts[k], sentence.text
    if (
        match.row == SPENT
        and not _builds_one(sentence, k)
        and any(other.quantity.value > 1 and other.start >= fact.clause for other in sentence.recent(k))
    ):
        return False
    if match.row == _BEHIND or (fact.right > fact.end + 3 and text[fact.end] == "的"):
        return True
    if _ONE.search(fact.near) and not _SEVERAL.search(fact.near):
        return True
    if _builds_one(sentence, k):
        return True
    if _counts_several(sentence, k) or _PORTFOLIO.search(text, fact.clause, fact.start):
        return False
    if match.row == "project_investment.1":
        return True
    low, high = (fact.clause, fact.start) if text[match.start : match.end] in _LUMP else fact.sentence
    return _NAMED_HINT.search(text, low, high) is not None and _NAMED.search(text, low, high) is not None


def _builds_one(sentence: Sentence, k: int) -> bool:
    """投入46万元改造文化广场, 青禾泵站改造完成投资1150万元: does the number's own clause name one work?"""
    fact, text = sentence.facts[k], sentence.text
    if any(
        other.quantity.dimension == "count" and other.quantity.value > 1
        for other in sentence.facts[k + 1 : k + 2]
        if other.clause == fact.clause
    ):
        return False
    if _DONE_BY.search(fact.near) and _NAMED.search(text, fact.left, fact.start) and not _SEVERAL_HINT.search(fact.near):
        return True
    built = _BUILT.match(text, fact.end)
    if built is None:
        return False
    end = fact.sentence[1]
    stop = _CLAUSE_STOP.search(text, built.end(), end)
    end = stop.start() if stop else end
    named = _NAMED.search(text, fact.start, end) if _NAMED_HINT.search(text, fact.start, end) else None
    return named is not None and not _SEVERAL_HINT.search(text, fact.end, named.end())


def _counts_several(sentence: Sentence, k: int) -> bool:
    """81个项目，总投资…: more than one project was counted since the last semicolon."""
    fact, text = sentence.facts[k], sentence.text
    turned = text.rfind("；", fact.sentence[0], fact.start)
    return any(
        other.quantity.dimension == "count"
        and other.quantity.value > 1
        and other.start > turned
        and (other.code.startswith("projects_") or other.code == "key_projects" or text.find("项目", other.left, other.right) >= 0)
        for other in sentence.recent(k)
    )
