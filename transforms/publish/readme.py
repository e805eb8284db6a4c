"""The release's README: who each file is for.

In: facts about the release. Out: Markdown, Chinese first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TEXT = """# {title} · {release}

{name}
业务日期 · business date {business_date} · 运行 · run {run_id} · 程序 · product {product_version}

报告 · reports {reports} · 陈述 · claims {claims} · 单元格 · cells {cells} · 检查 · checks {checks}（未过 · failed {failed_checks}）

| 文件 · file | 给谁 · for whom |
|---|---|
| `metrics.duckdb` | 用 SQL 的分析员：`cell` 等表和中文视图，每列有注释 · SQL: tables and Chinese views, every column commented |
| `csv/` | Excel、WPS：带 BOM，公式已防注入 · with BOM, safe against formulas |
| `parquet/` | Python、R |
| `dictionary.csv` | 每张表、每一列的意思 · what every table and column means |
| `manifest.json` | 每个文件的大小和哈希；`xianzhi verify` 据此核对 · sizes and hashes, checked by `xianzhi verify` |

## 怎样读一个数 · How to read a figure

- `verdict`：`comparable` 可比 · `with_caveat` 附注后可比 · `not_comparable` 不可比；`reasons` 说明原因 · says why.
- `value` 为空时看 `missing_reason` · where `value` is empty, `missing_reason` says why.
- `sentence` 是来源原句，`claim_id` 通向 `read.claim` · the sentence it comes from; `claim_id` leads to `read.claim`.
- `bound`：`=` 等于 · `>=` 以上 · `<=` 以内 · `~` 约.

```sql
SELECT township, year, value, unit, bound, verdict, reasons, sentence
FROM cell WHERE indicator = 'land_transfer_area' AND value IS NOT NULL;
```

此文件夹发布后不再改变 · This folder never changes once published.
"""


def readme_text(facts: Mapping[str, Any]) -> str:
    """README.md of a release. Raises KeyError naming a fact that is missing."""
    return TEXT.format(
        title="县志 Xianzhi", name=facts.get("county") or "全国 · the whole register", **{k: v for k, v in facts.items() if k != "county"}
    )
