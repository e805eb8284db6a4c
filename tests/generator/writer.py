"""Prose around the figures: one report's text from its statements.

In: a ReportSpec, its statements, the bank, what earlier reports already used. Out: the text. Every fact's surface stands in the text
exactly as its row says. The least used phrasing comes first, so that reports differ from each other as much as the bank allows.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.generator.bank import SLOT, Bank, Clause, counts_in
from tests.generator.county import COUNTY, ReportSpec, Township
from tests.generator.figures import Fact
from tests.generator.statements import THEMES, Statement

NUMERALS = "零一二三四五六七八九十"
KINDS = {"镇": "镇", "乡": "乡", "道": "街道"}
HEADS = {"镇": "镇长", "乡": "乡长", "街道": "主任"}
REVIEW_HEADS = (
    "一、{year}年工作回顾",
    "一、{year}年主要工作回顾",
    "一、{year}年工作完成情况",
    "一、{year}年政府工作回顾",
    "第一部分 {year}年工作回顾",
)
PLAN_HEADS = (
    "二、{next}年工作安排",
    "二、{next}年主要工作安排",
    "二、{next}年工作打算",
    "二、{next}年重点工作",
    "第二部分 {next}年工作安排",
)
TITLES = (
    "{place}{year}年政府工作报告\n（{date}）\n\n各位代表：",
    "政府工作报告\n——{date}在{place}{session}上\n{org}{head}  {who}\n\n各位代表：",
    "{org}工作报告\n（{year}年度）\n{date}\n\n各位代表、同志们：",
    "在{place}{session}上的工作报告\n{head}  {who}\n（{date}）\n\n各位代表：",
    "{place}{year}年工作总结和{next}年工作打算\n（{date}）\n",
    "关于{place}{year}年度工作情况的报告\n{org}\n{date}\n\n各位领导、同志们：",
    "{place}办事处{year}年工作总结暨{next}年工作安排\n{date}\n",
    "{place}{year}年上半年工作总结\n（{date}）\n",
)
WHOLE_YEAR = ("全年", "年末", "年内", "当年")
"""Words that a report given before the year's end does not use."""
ORDINALS = ("一是", "二是", "三是", "四是", "五是", "六是", "七是")
BRACKETED = ("（一）", "（二）", "（三）", "（四）", "（五）", "（六）", "（七）")


@dataclass
class Usage:
    """What earlier reports used: the writer prefers what was used least."""

    counts: Counter[str] = field(default_factory=Counter)

    def least(self, options: Sequence[str], rng: random.Random, number: int = 1) -> list[str]:
        """`number` of the least used options, ties by chance; their use is counted."""
        ranked = sorted(options, key=lambda option: (self.counts[option], rng.random()))[:number]
        self.counts.update(ranked)
        return ranked


@dataclass(frozen=True, slots=True)
class Voice:
    """One report's frame: names, dates and manner."""

    spec: ReportSpec
    township: Township
    bank: Bank
    usage: Usage
    rng: random.Random
    county: str = COUNTY

    @property
    def place(self) -> str:
        """The township's name on the day of the report."""
        return self.township.name_on(self.spec.given)

    @property
    def kind(self) -> str:
        """镇, 乡 or 街道."""
        return KINDS[self.place[-1]]

    def fill(self, words: str) -> str:
        """Frame slots filled in: place, years, people, and 镇 as the township's kind."""
        given, who = self.spec.given, self.township.speaker
        org = f"{self.county}人民政府{self.place}办事处" if self.kind == "街道" else f"{self.place}人民政府"
        session = f"第{NUMERALS[(given.year + 3) // 5 % 8 + 1]}届人民代表大会第{NUMERALS[given.year % 5 + 1]}次会议"
        values = {
            "place": self.place,
            "year": str(self.spec.year),
            "next": str(self.spec.year + 1),
            "date": f"{given.year}年{given.month}月{given.day}日",
            "org": org,
            "head": HEADS[self.kind],
            "who": who,
            "session": session,
            "zhen": self.kind,
        }
        for name, value in values.items():
            words = words.replace("{" + name + "}", value)
        return self._localise(words)

    def _localise(self, words: str) -> str:
        if self.kind == "镇":
            return words
        if self.kind == "乡":
            return words.replace("全镇", "全乡").replace("我镇", "我乡").replace("工业强镇", "工业强乡")
        return (
            words.replace("街道党委", "街道党工委")
            .replace("街道人大", "人大街道工委")
            .replace("全镇", "全街道")
            .replace("我镇", "我街道")
            .replace("工业强镇", "工业立街")
        )

    def pick(self, group: str, number: int = 1, *, undated: bool = False) -> list[str]:
        """Frame sentences of a group, filled in; `undated` leaves out those that name a year."""
        options = [words for words in self.bank.frames[group] if not (undated and ("{year}" in words or "{next}" in words))]
        return [self.fill(words) for words in self.usage.least(options, self.rng, number)]

    def may_say(self, words: str) -> bool:
        """Does the phrasing suit the day of the report?"""
        return self.spec.form in ("congress", "meeting") or not any(word in words for word in WHOLE_YEAR)

    @property
    def undated(self) -> bool:
        """May the text not name its year? So the planted January report, and a year in progress is told without looking back."""
        return self.spec.planted == "january_report"


def write_report(voice: Voice, statements: Iterable[Statement]) -> str:
    """The whole text of one report."""
    spec, statements = voice.spec, list(statements)
    review = [one for one in statements if one.section == "review"]
    plan = [one for one in statements if one.section == "plan"]
    parts = [voice.fill(TITLES[spec.title]), *write_opening(voice), *write_review(voice, review)]
    parts += write_half_year_plan(voice) if spec.form == "half_year" else write_plan(voice, plan)
    return "\n".join(part for part in parts if part) + "\n"


def write_opening(voice: Voice) -> list[str]:
    """Greeting, headline of the review and its overview."""
    congress = voice.spec.form in ("congress", "november")
    intro = voice.pick("intro:congress" if congress else "intro:meeting", undated=voice.undated)
    if voice.spec.form == "half_year":
        return [
            "一、上半年工作开展情况",
            "上半年，面对复杂多变的外部环境，街道上下紧盯年初目标，挂图作战、销号管理，抓进度、补短板，基本做到时间过半、任务过半，各项工作有序推进。",
        ]
    if voice.undated:
        return [*intro, "一、过去一年工作回顾", *voice.pick("overview", undated=True)]
    heading = voice.fill(voice.rng.choice(REVIEW_HEADS))
    if voice.spec.form == "november":
        return [*intro, heading, "今年以来，面对需求收缩和极端天气的叠加影响，我们坚持一手抓防控、一手抓发展，保持了总体平稳的局面。"]
    return [*intro, heading, *voice.pick("overview")]


def write_review(voice: Voice, statements: list[Statement]) -> list[str]:
    """A paragraph per theme, in the report's own order and manner, then perhaps problems and thanks."""
    manner = voice.usage.least(["manner:一是", "manner:（一）", "manner:无", "manner:——"], voice.rng)[0].removeprefix("manner:")
    themes = order_themes(voice, statements)
    paragraphs = [
        write_paragraph(voice, theme, [one for one in statements if one.theme == theme], manner, at) for at, theme in enumerate(themes)
    ]
    if voice.spec.form == "congress":
        paragraphs += voice.pick("problem", undated=voice.undated) if voice.rng.random() < 0.55 else []
        paragraphs += voice.pick("thanks") if voice.rng.random() < 0.3 else []
    return paragraphs


def order_themes(voice: Voice, statements: list[Statement]) -> list[str]:
    """Themes that have something to say: the economy first or second, government last, the rest as each report likes."""
    present = [theme for theme in THEMES if any(one.theme == theme for one in statements)]
    middle = [theme for theme in present if theme not in ("econ", "gov")]
    voice.rng.shuffle(middle)
    middle.insert(0 if voice.rng.random() < 0.7 else 1, "econ")
    return middle + (["gov"] if "gov" in present else [])


def write_paragraph(voice: Voice, theme: str, statements: list[Statement], manner: str, at: int) -> str:
    """One theme: heading as the manner has it, an opener, its clauses in sentences."""
    heading = voice.pick(f"head:{theme}")[0]
    opener = voice.fill(voice.usage.least(voice.bank.openers[theme], voice.rng)[0])
    lead = {"一是": f"{ORDINALS[at]}{heading}。", "（一）": f"{BRACKETED[at]}{heading}。", "无": "", "——": f"——{heading}。"}[manner]
    if voice.spec.form == "november" and at < 2:
        opener = f"今年以来，{opener}"
    clauses = [voice.fill(clause) for clause in write_clauses(voice, [one for one in statements if not one.alone])]
    voice.rng.shuffle(clauses)
    alone = [voice.fill(clause) + "。" for clause in write_clauses(voice, [one for one in statements if one.alone])]
    more = [
        voice.fill(words) + "。" for words in voice.usage.least(voice.bank.openers[theme], voice.rng, 1 if voice.rng.random() < 0.6 else 2)
    ]
    where = voice.rng.choice(("middle", "end"))
    half = len(clauses) // 2 if where == "middle" else len(clauses)
    before, after = join_clauses(clauses[:half], voice.rng), join_clauses(clauses[half:], voice.rng)
    return f"{lead}{opener}。{before}{''.join(more)}{after}{''.join(alone)}"


def write_clauses(voice: Voice, statements: list[Statement]) -> list[str]:
    """Every statement as a clause; two series share one where the bank has a phrasing for both."""
    left = list(statements)
    clauses = []
    for clause in pair_clauses(voice, left):
        clauses.append(clause)
    for one in left:
        clauses.append(fill_clause(voice, one.words or choose_clause(voice, one).text, one.facts))
    return clauses


def pair_clauses(voice: Voice, left: list[Statement]) -> Iterable[str]:
    """Clauses that state two series at once; their statements are taken out of `left`."""
    groups = [name for name in voice.bank.clauses if "+" in name]
    voice.rng.shuffle(groups)
    for name in groups:
        found = [find_free(left, code) for code in name.split("+")]
        if any(one is None for one in found) or voice.rng.random() > 0.55:
            continue
        pair = [one for one in found if one is not None]
        numbered = [rename(fact, str(at)) for at, one in enumerate(pair, 1) for fact in one.facts]
        options = [clause for clause in voice.bank.clauses[name] if fits(clause, numbered) and voice.may_say(clause.text)]
        if options:
            for one in pair:
                left.remove(one)
            yield fill_clause(voice, voice.usage.least([clause.text for clause in options], voice.rng)[0], numbered)


def find_free(left: list[Statement], code: str) -> Statement | None:
    """The statement of one series that has no fixed words."""
    return next((one for one in left if not one.words and one.facts[0].indicator == code), None)


def rename(fact: Fact, number: str) -> tuple[str, Fact]:
    """A fact under its numbered slot."""
    return fact.slot + number, fact


def fits(clause: Clause, numbered: Sequence[tuple[str, Fact]]) -> bool:
    """Does the clause have exactly the slots of these facts?"""
    units = all(not unit or unit in fact.surface for slot, unit in asked_units(clause.text) for name, fact in numbered if name == slot)
    return clause.shape == "".join(sorted(slot for slot, _ in numbered)) and units


def asked_units(words: str) -> list[tuple[str, str]]:
    """The slots of a phrasing with the count units they ask for."""
    return [(slot + number, unit) for slot, number, unit in SLOT.findall(words)]


def choose_clause(voice: Voice, statement: Statement) -> Clause:
    """The least used phrasing that states exactly these facts."""
    shape = "".join(sorted(fact.slot for fact in statement.facts))
    surface = statement.facts[0].surface
    phrasings = (clause for clause in voice.bank.clauses[statement.facts[0].indicator] if clause.shape == shape)
    options = {clause.text: clause for clause in phrasings if counts_in(clause.text, surface) and voice.may_say(clause.text)}
    if not options:
        raise ValueError(f"bank/clauses.txt: [{statement.facts[0].indicator}] has no phrasing of shape {shape!r}")
    return options[voice.usage.least(list(options), voice.rng)[0]]


def fill_clause(voice: Voice, words: str, facts: Sequence[Fact] | Sequence[tuple[str, Fact]]) -> str:
    """A phrasing with its facts' surfaces, names of villages and firms filled in."""
    by_slot = dict(fact if isinstance(fact, tuple) else (fact.slot, fact) for fact in facts)

    def surface(match: object) -> str:
        slot, number, _ = match.groups()  # type: ignore[attr-defined]
        return by_slot[slot + number].surface

    filled = SLOT.sub(surface, words)
    return filled.replace("{co}", voice.rng.choice(voice.township.firms)).replace("{vil}", voice.rng.choice(voice.township.villages))


def join_clauses(clauses: list[str], rng: random.Random) -> str:
    """Clauses as sentences of one to three, joined by commas and semicolons; one that has commas of its own is set off by semicolons."""
    sentences = []
    while clauses:
        take = min(len(clauses), rng.choice((1, 2, 2, 3)))
        group, clauses = clauses[:take], clauses[take:]
        mark = "；" if any("，" in clause for clause in group) else rng.choice("，，；")
        sentences.append(mark.join(group) + "。")
    return "".join(sentences)


def write_plan(voice: Voice, statements: list[Statement]) -> list[str]:
    """The plan section: lead, targets, intentions, closing words."""
    heading = "二、今年工作安排" if voice.undated else voice.fill(voice.rng.choice(PLAN_HEADS))
    lead = voice.pick("planlead", undated=voice.undated)[0]
    aims = [fill_clause(voice, one.words, one.facts) for one in statements]
    general = []
    for theme in voice.rng.sample(THEMES, 4):
        options = [words for words in voice.bank.plan[f"plan:{theme}"] if "{n:" not in words]
        general.append(fill_clause(voice, voice.usage.least(options, voice.rng)[0], ()))
    voice.rng.shuffle(aims)
    joined = "，".join(aims) + "。" if aims else ""
    closing = voice.pick("close:congress" if voice.spec.form in ("congress", "november") else "close:meeting")
    return [heading, lead + joined, voice.fill("；".join(general) + "。"), *closing]


def write_half_year_plan(voice: Voice) -> list[str]:
    """What the second half is for: no figures."""
    general = [
        voice.usage.least([words for words in voice.bank.plan[f"plan:{theme}"] if "{" not in words], voice.rng)[0] for theme in THEMES[:5]
    ]
    return ["二、下半年工作打算", voice.fill("；".join(general) + "。"), *voice.pick("close:meeting")]
