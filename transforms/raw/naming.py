r"""Names of townships as a text writes them, each with where it stood.

In: a text and its file name. Out: `Written` names, best evidence first. A name is never cut down to one that the register happens to
know: 大杨集镇 stays 大杨集镇. What may be cut from its left are words that lead into it (在, 中共) and the places above it (温州市鹿城区).

Example:
    >>> best_name(written_names("政府工作报告\n——在杨集镇第十二届人民代表大会第二次会议上", ""))
    '杨集镇'
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from transforms.model import PlaceEvidence
from transforms.seeds.wording import place_pattern, register_forms

HEADER_LINES = 8
HEADER_LINE = 90
"""A line above the text is no longer than this, in characters."""
LEAD = 240
"""Characters of the text below the header that count as its opening."""
SIGNATURE = 80
MAX_NAME = 26
REACH = 4
"""A name may hold further endings (营镇回族乡, 农场街道); the next ones are tried, so many and so far."""
WEIGHTS = {"title": 5.0, "header": 4.0, "signature": 2.5, "file_name": 2.0, "body": 1.0}

CHINESE_BEFORE = re.compile("[一-龥㐀-䶵〇·]+$")
_SPACED_OUT = re.compile("(?:[一-龥〇] +){3,}[一-龥〇]")
_JOINT = "、和及"

Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Written:
    """A township's name as written, the places named before it, and every place where it stood."""

    name: str
    above: str
    evidence: tuple[PlaceEvidence, ...]

    @property
    def weight(self) -> float:
        """Sum of the evidence; a source that repeats itself counts once more at most."""
        by_source: defaultdict[str, list[float]] = defaultdict(list)
        for one in self.evidence:
            by_source[one.source].append(one.weight)
        return sum(max(weights) * (1.2 if len(weights) > 1 else 1.0) for weights in by_source.values())


def written_names(text: str, file_name: str = "", known: Known | None = None) -> tuple[Written, ...]:
    """Every township name in header, opening, signature and file name, strongest first.

    Args:
        text: the document's text.
        file_name: name as received.
        known: whether a name is in the register; where a run of characters can be cut in several ways the longest known name is taken.
    """
    known = known or (lambda _name: False)
    found: dict[str, list[PlaceEvidence]] = defaultdict(list)
    above: dict[str, str] = {}
    for source, line in name_sources(text, file_name):
        for name, higher, factor in names_in(line, known):
            found[name].append(PlaceEvidence(source, line[:60], round(WEIGHTS[source] * factor, 3)))
            if higher and name not in above and source != "file_name":
                above[name] = higher
    names = [Written(name, above.get(name, ""), tuple(evidence)) for name, evidence in found.items()]
    return tuple(sorted(names, key=lambda one: -one.weight))


def best_name(names: Iterable[Written]) -> str | None:
    """The strongest name, None where there is none."""
    return next((one.name for one in names), None)


def header_lines(text: str) -> list[str]:
    """The lines above the text: short ones, up to the first long one."""
    lines: list[str] = []
    for line in text[: HEADER_LINES * HEADER_LINE * 2].split("\n"):
        line = _SPACED_OUT.sub(lambda m: m.group().replace(" ", ""), line.strip().replace("\u3000", " "))
        if not line:
            continue
        if len(line) > HEADER_LINE or len(lines) == HEADER_LINES:
            break
        lines.append(line)
        if "。" in line[:-1]:
            break
    return lines


def names_in(line: str, known: Known) -> Iterator[tuple[str, str, float]]:
    """Names in one line: the name, the places written before it, and how much its surroundings say that the line is about it."""
    endings = [match.span() for match in place_pattern("ending").finditer(line) if _is_ending(line, *match.span(), known)]
    at = 0
    for number, (start, end) in enumerate(endings):
        if start < at:
            continue
        found = _choose(line, at, endings[number : number + REACH], known)
        if found is None:
            continue
        name, higher, end = found
        first = end - len(name) - len(higher)
        begins = first <= 1 or (at > 0 and first == at + 1 and line[at] in _JOINT)
        at = end
        followed = bool(place_pattern("follows").match(line, end)) or end == len(line)
        familiar = is_known(name, known)
        if place_pattern("generic_stem").fullmatch(name[:-1]) and not (familiar and followed and begins):
            continue
        if familiar or followed or begins:
            yield _plain(name), higher, (1.0 if begins else 0.7) * (1.0 if followed or begins else 0.6) * (1.0 if familiar else 0.8)


def _is_ending(line: str, start: int, end: int, known: Known) -> bool:
    """Is this 镇 or 乡 the end of a name, and not part of 乡村 or 镇区? Behind a known name it is, whatever follows."""
    never = place_pattern("not_ending_after")
    if never.match(line, end - 1) is None and never.match(line, start) is None:
        return True
    before = CHINESE_BEFORE.search(line, max(0, end - MAX_NAME), start)
    return before is not None and cut_known(line[before.start() : end], known) is not None


def _choose(line: str, at: int, endings: Sequence[tuple[int, int]], known: Known) -> tuple[str, str, int] | None:
    """Name, places above it and its end: the furthest of the next endings that closes a known name (营镇回族乡), else the first."""
    start, end = endings[0]
    chosen: tuple[str, str, int] | None = None
    for later_start, later_end in endings:
        before = CHINESE_BEFORE.search(line, max(at, later_end - MAX_NAME), later_start)
        begin = before.start() if before else later_start
        if begin > start or later_start > end + REACH:
            break
        if (cut := cut_known(line[begin:later_end], known)) is not None:
            chosen = (*cut, later_end)
    if chosen is not None:
        return chosen
    before = CHINESE_BEFORE.search(line, max(at, start - MAX_NAME), start)
    run = line[before.start() : end] if before else line[start:end]
    cut = cut_unknown(run, line[start:end])
    return (*cut, end) if cut else None


def name_sources(text: str, file_name: str) -> Iterator[tuple[str, str]]:
    """Where names are looked for: the kind of source (a key of WEIGHTS) and the line."""
    header = header_lines(text)
    for number, line in enumerate(header):
        yield ("title" if number < 2 else "header"), line
    opening = text[sum(len(line) for line in header) :][:LEAD]
    yield "body", opening.replace("\n", " ")
    for line in text[-SIGNATURE:].split("\n")[1:]:
        if line.strip() and len(line.strip()) <= 30:
            yield "signature", line.strip()
    yield "file_name", PurePath(file_name.replace("\\", "/")).stem


def cut_known(run: str, known: Known) -> tuple[str, str] | None:
    """The longest known name that ends the run, where all before it leads into it or names places above it."""
    for at in range(len(run) - 1):
        if is_known(run[at:], known) and (above := _above().fullmatch(run, 0, at)) is not None:
            return run[at:], above["places"]
    return None


@cache
def _above() -> re.Pattern[str]:
    lead, admin = place_pattern("lead_in").pattern, place_pattern("admin").pattern
    return re.compile(f"(?:{lead})*(?P<places>(?:{admin})*)(?:{lead})*")


def cut_unknown(run: str, ending: str) -> tuple[str, str] | None:
    """A run of characters whose name nobody knows, cut from the left into the places above it and the name. None where no name is left."""
    name, higher = run, ""
    while (step := _step(name, ending)) is not None:
        lead, name, is_place = step
        higher = higher + lead if is_place else ""
    return (name, higher) if len(name) > len(ending) else None


def _plain(name: str) -> str:
    """柳河街道办事处 is the office of 柳河街道, and named so."""
    head, mark, _ = name.rpartition("街道")
    return head + mark if head else name


def _step(name: str, ending: str) -> tuple[str, str, bool] | None:
    """Cut one lead-in word or one higher place from the left; None where that would leave no stem."""
    for role, is_place in (("lead_in", False), ("admin", True)):
        match = place_pattern(role).match(name)
        if match and len(name) - match.end() > len(ending):
            return match.group(), name[match.end() :], is_place
    return None


def is_known(name: str, known: Known) -> bool:
    """Is the name in the register, as written or with the register's ending?"""
    return known(name) or any(known(form) for form in register_names(name))


def register_names(name: str) -> tuple[str, ...]:
    """The name with other endings that the register may have: 柳河街道办事处 → 柳河街道."""
    return tuple(name.removesuffix(ending) + other for ending, other in register_forms() if name.endswith(ending) and name != ending)
