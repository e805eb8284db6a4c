"""The release's README: who each file is for, how exact its figures are.

In: facts about the release, measured exactness (seeds/measured.csv), outputs that failed. Out: Markdown, Chinese first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from transforms.seeds.measured import Measured

TEXT = """# {title} · {release}

{name}
业务日期 · business date {business_date} · 运行 · run {run_id} · 程序 · product {product_version}

报告 · reports {reports} · 陈述 · claims {claims} · 单元格 · cells {cells} · 检查 · checks {checks}（未过 · failed {failed_checks}）
{faults}
| 文件 · file | 给谁 · for whom |
|---|---|
| `site/` | 所有人：用浏览器打开 `site/index.html`，不需要网络 · everybody: open `site/index.html` in a browser, offline |
| `county.xlsx` | 用 Excel、WPS 的人：总表、明细、增长、目标、覆盖、变更 · Excel, WPS: the tables, filters and charts ready |
| `metrics.duckdb` | 用 SQL 的分析员：`cell` 等表和中文视图，每列有注释 · SQL: tables and Chinese views, every column commented |
| `csv/` | 其他表格软件：带 BOM，公式已防注入 · other spreadsheets: with BOM, safe against formulas |
| `parquet/` | Python、R |
| `evidence.jsonl` | 核对的人：每个数 → 原句、位置、报告、文件哈希 · auditors: each figure → sentence, span, report, hash |
| `indicators.json` | 做图表的人：每个指标的定义、断点、来源 · chart makers: definition, breaks, origin of every indicator |
| `datapackage.json` | 数据交换：Frictionless 数据包，`frictionless validate` · data exchange |
| `dictionary.csv` | 每张表、每一列的意思 · what every table and column means |
| `manifest.json` | 每个文件的大小和哈希；`xianzhi verify` 据此核对 · sizes and hashes, checked by `xianzhi verify` |

## 怎样读一个数 · How to read a figure

- `verdict`：`comparable` 可比 · `with_caveat` 附注后可比 · `not_comparable` 不可比；`reasons` 说明原因 · says why.
- `value` 为空时看 `missing_reason` · where `value` is empty, `missing_reason` says why.
- `sentence` 是来源原句，`claim_id` 通向 `read.claim` · the sentence it comes from; `claim_id` leads to `read.claim`.
- `bound`：`=` 等于 · `>=` 以上 · `<=` 以内 · `~` 约. `obs_status`：SDMX 观测状态 · observation status.

```sql
SELECT township, year, value, unit, bound, verdict, reasons, sentence
FROM cell WHERE indicator = 'land_transfer_area' AND value IS NOT NULL;
```

## 有多准 · How exact

{exactness}

此文件夹发布后不再改变 · This folder never changes once published.
"""
EXACTNESS = """程序读人工标注的报告，与人对照（F1）· read by the program, against people's annotations (F1), {measured_on}:

| 集 · set | 报告 · reports | 数 · facts | 找到 · found | 数值单位 · value, unit | 指标 · indicator | 单元格 · cells | 七项全对 · all 7 |
|---|---|---|---|---|---|---|---|
{lines}

写规则的人看过其中大部分，新报告会略低 · the authors of the rules have seen most of these texts: expect a little less of new ones."""


def exactness_text(measured: Iterable[Measured]) -> str:
    """The measured exactness as a table with its date."""
    rows = tuple(measured)
    if not rows:
        return "未测 · not measured."
    lines = [
        "| "
        + " | ".join(
            map(str, (one.set, one.reports, one.facts, one.detect_f1, one.quantity_f1, one.indicator_f1, one.cell_f1, one.exact_f1))
        )
        + " |"
        for one in rows
    ]
    return EXACTNESS.format(measured_on=max(one.measured_on for one in rows), lines="\n".join(lines))


def readme_text(facts: Mapping[str, Any], measured: Iterable[Measured] = (), faults: Iterable[str] = ()) -> str:
    """README.md of a release. Raises KeyError naming a fact that is missing."""
    told = "".join(f"\n⚠ {fault}\n" for fault in faults)
    name = facts.get("county") or "全国 · the whole register"
    others = {key: value for key, value in facts.items() if key not in ("county", "faults")}
    return TEXT.format(title="县志 Xianzhi", name=name, faults=told, exactness=exactness_text(measured), **others)
