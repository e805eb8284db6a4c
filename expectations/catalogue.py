"""docs/checks.md: every rule in words, rendered from the rules and from the damages that tests do.

In: rules; rows of tests/expectations/damages.csv. Out: Markdown. A test demands that the committed page is this one.

Example:
    python -m expectations.catalogue > docs/checks.md
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from expectations.model import Kind, Rule
from expectations.suites import LAYERS, all_rules

DAMAGES = Path(__file__).parents[1] / "tests" / "expectations" / "damages.csv"
LAYER_NAMES = {"raw": "收件", "read": "读取", "core": "核定", "metrics": "指标", "publish": "发布"}
KIND_NAMES = {"stop": "停止 stop", "warn": "警告 warn", "ask": "待定 ask"}
HEAD = """# 检查 · Checks

本页由 `python -m expectations.catalogue` 生成，勿手改 · generated, do not edit.

- **停止 stop**：结构有误，不发布，退出码 3 · structure is wrong; nothing is published, exit code 3.
- **警告 warn**：数字可疑；标有“搁置”的，其行不进入单元格，原因写作 `held:<检查>`，原因消失后自动恢复 ·
  a figure is doubtful; where it *holds*, its rows win no cell until the cause is gone.
- **待定 ask**：归属、对应或冲突，由数据管理员决定 · identity, mapping or conflict; the steward decides.

结果有四种 · outcomes: 通过 pass · 未通过 fail · 无法检查 error（红色；停止类即停止 · red, and a stop check stops）·
不适用 not_applicable（从不告警 · never alerts）.
每晚每个检查集都先放入一个错误，看关口是否发现（`*_gate_can_fail`） · each suite first plants an error and demands that it is found.

"""


def load_damages(path: Path = DAMAGES) -> dict[str, list[str]]:
    """What tests do to make a rule fail, in words, by rule."""
    told: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            told[row["rule"]].append(f"{row['what_zh']} · {row['what_en']}")
    return dict(told)


def render_rule(rule: Rule, damages: Iterable[str]) -> str:
    """One rule as a section."""
    holds = "，搁置 holds" if rule.holds else ""
    lines = [
        f"### {rule.check_id}",
        f"{rule.zh} · {rule.en}",
        "",
        f"- 性质 kind：{KIND_NAMES[rule.kind]}{holds}　负责人 owner：{rule.owner}　表 table：`{rule.table}`",
        f"- 怎么办 what to do：{rule.todo_zh} · {rule.todo_en}",
    ]
    lines += [f"- 例 caught in tests：{one}" for one in damages]
    return "\n".join(lines) + "\n"


def render_catalogue(rules: Iterable[Rule], damages: Mapping[str, list[str]]) -> str:
    """The whole page."""
    chosen = list(rules)
    counts = " · ".join(f"{KIND_NAMES[kind]} {sum(rule.kind is kind for rule in chosen)}" for kind in Kind)
    parts = [
        HEAD,
        f"共 {len(chosen)} 项检查 · {len(chosen)} checks: {counts}；",
        f"测试中的破坏 {sum(map(len, damages.values()))} 种 · damages in tests.\n",
    ]
    for layer in LAYERS:
        own = [rule for rule in chosen if rule.layer == layer]
        parts.append(
            f"\n## {LAYER_NAMES[layer]} {layer}（{len(own)}）\n\n"
            + "\n".join(render_rule(rule, damages.get(rule.check_id, [])) for rule in own)
        )
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(render_catalogue(all_rules(), load_damages()))
