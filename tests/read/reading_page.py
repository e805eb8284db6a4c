"""docs/reading.md from the cases and the rules: each rule in words, an example where it decides, one where it does not, its source, its id.

In: tests/read/cases/*.json, seeds/lexicon/rules.csv and labels.csv. Out: the page as one string. To write it anew:
XIANZHI_WRITE_DOCS=1 pytest tests/read/test_reading_page.py
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from case_check import CASES

from transforms.seeds.rules import Rule, label, load_labels, load_rules

INTRO = """# 怎样读报告 · How a report is read

`xianzhi extract --explain` 给每个数字写出定它的规则编号；本页按编号用话说明每条规则，各有一句算数的例子和一句不算数的例子。
句子都是自造的，测试逐条运行 ·
`xianzhi extract --explain` prints, for each number, the ids of the rules that decided; this page says each rule in words, with a sentence
in which it decides and one in which it does not. The sentences are our own, and tests run every one of them.

本页由测试目录里的例子和 `seeds/lexicon/rules.csv` 生成，不要手改 · rendered from the cases and the rules; do not edit it by hand:
`XIANZHI_WRITE_DOCS=1 pytest tests/read/test_reading_page.py`.

- 指标一栏的编号（如 `tax_revenue.1`）是 `seeds/lexicon/subjects.csv` 的行，每行有自己的例句 · ids of indicators are rows of
  `seeds/lexicon/subjects.csv`, each with its own example.
- 有异议时，写出句子和编号，改一行词表或加一个例子即可 · to dispute a decision, name the sentence and the id: one row or one case mends it.
- 来源：`标注指南` 是 `tests/accuracy/GUIDE.md` 的条目，`设计` 是 `docs/design.md` · sources: the annotators' guide and the design.
- ⏎ 表示换行 · stands for a line break.
"""
PARTS = {
    "mention": "是不是事实 · Fact or not",
    "measure": "口径 · Measure",
    "indicator": "没有词表行的指标 · Indicators without a row of their own",
    "subject": "谁的数：主语 · Whose number: the subject",
    "status": "状态 · Status",
    "period": "时期 · Period",
    "scope": "范围 · Scope",
}
_DEFAULTS = {"bound": "=", "measure": "level", "status": "actual", "scope": "township"}


def render() -> str:
    """The whole page."""
    return "\n".join((INTRO, *_rules(), "", *_phenomena())) + "\n"


def _rules() -> list[str]:
    lines = ["## 规则 · Rules", ""]
    for part, group in groupby(sorted(load_rules().values(), key=lambda rule: list(PARTS).index(rule.part)), key=lambda rule: rule.part):
        lines += [f"### {PARTS[part]}", "", "| 编号 id | 规则 rule | 算 decides | 不算 does not | 来源 source |", "|---|---|---|---|---|"]
        lines += [_row(rule) for rule in group] + [""]
    return lines[:-1]


def _row(rule: Rule) -> str:
    cells = (f"`{rule.id}`", str(rule.words), rule.accepted, rule.counter, rule.source)
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("¶", "⏎").replace("\n", "⏎").replace("<", "&lt;")


def _phenomena() -> list[str]:
    lines = [
        "## 现象 · Phenomena",
        "",
        "每种说法的读法，各举一例 · how each way of speaking is read, with one example. "
        "方括号里是读出的值、单位和指标 · in brackets: value, unit, indicator.",
        "",
    ]
    for path in sorted(CASES.glob("*.json")):
        lines += _phenomenon(json.loads(path.read_text(encoding="utf-8")))
    return lines


def _phenomenon(raw: dict[str, Any]) -> list[str]:
    cases = raw["cases"]
    facts = next((case for case in cases if case["facts"]), None)
    rejected = next((case for case in cases if case.get("rejected")), None)
    lines = [f"### {raw['title']}", "", f"{raw['rule']} — `{raw['phenomenon']}`, {len(cases)} 例 · cases", ""]
    if facts:
        lines += [f"- 算 · facts (`{facts['id']}`)：{_text(facts)}", *(f"  - {_fact(fact)}" for fact in facts["facts"])]
    if rejected:
        lines += [f"- 不算 · no facts (`{rejected['id']}`)：{_text(rejected)}", *(f"  - {_no_fact(mark)}" for mark in rejected["rejected"])]
    return [*lines, ""]


def _text(case: dict[str, Any]) -> str:
    heading = f"（标题 · heading：{case['heading']}）" if "heading" in case else ""
    return _cell(heading + case["text"])


def _fact(fact: dict[str, Any]) -> str:
    if fact.get("neutral"):
        return f"{_cell(fact['surface'])} 记不记均可 · counted or not"
    value = f"{fact['value']}" + (f"–{fact['value_high']}" if fact.get("value_high") else "") + fact.get("unit", "")
    words = [value, f"`{fact['indicator']}`" if fact.get("indicator") else "没有指标代码 · no code"]
    words += [_word(field, str(fact[field])) for field, usual in _DEFAULTS.items() if fact.get(field, usual) not in (usual, "*")]
    words += [f"{fact[field]}" for field in ("period", "item") if fact.get(field) not in (None, "*")]
    return f"{_cell(fact['surface'])} → {_cell('；'.join(words))}"


def _word(field: str, code: str) -> str:
    return label(field, code).zh if (field, code) in load_labels() else code


def _no_fact(mark: dict[str, Any]) -> str:
    reasons = [label("outcome", code).zh for code in mark["reason"].split("|") if code != "any"]
    return f"{_cell(mark['surface'])} → {'或'.join(reasons) or '不是事实 · no fact'}"
