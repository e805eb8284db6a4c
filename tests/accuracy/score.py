"""Score an extractor against annotated reports.

    python tests/accuracy/score.py DIR [--command 'xianzhi extract --format jsonl'] [--predictions FILE] [--errors N] [--json]

DIR holds annotated reports (see annotations.py). Their plain texts are written to a temporary folder and COMMAND is run
once with all their paths; it prints one JSON object a line, one per observation, with at least
    source, start, end, value, value_high, unit, bound, measure, status, period_start, period_end, indicator, township, report_year
(start/end: character offsets into the text, end exclusive; indicator: a code or null).

A fact is *exact* when value, unit, bound, measure, status, the years of its period and its indicator are all right. Precision counts every
observation, so noise costs. Beside it: dates_right (both ends of the period to the day), item_right (an item is given exactly where the
annotator gave one; facts with a code only), scope_right (whose number it is: township, village, enterprise_or_project, higher, other) and
cell_f1: of the facts that may make a township's cell (a code, level, actual or estimate, township, no item), how many are given exactly so.
"""

from __future__ import annotations

import argparse
import csv
import json
import shlex
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import annotations

HERE = Path(__file__).resolve().parent
INDICATORS = HERE.parent.parent / "seeds" / "indicators.csv"
with INDICATORS.open(encoding="utf-8") as _rows:
    CORE = {row["code"] for row in csv.DictReader(_rows)}
UNIT_FACTOR = {  # unit → (dimension, factor): equal quantities in other units count as equal
    "元": ("元", 1), "人民币": ("元", 1), "万元": ("元", 1e4), "亿元": ("元", 1e8), "美元": ("美元", 1),
    "亩": ("area", 2000 / 3), "平方米": ("area", 1), "㎡": ("area", 1), "平米": ("area", 1), "平方": ("area", 1), "公顷": ("area", 1e4),
    "平方公里": ("area", 1e6), "平方千米": ("area", 1e6), "米": ("m", 1), "公里": ("m", 1e3), "千米": ("m", 1e3), "里": ("m", 500),
    "吨": ("kg", 1e3), "克": ("kg", 1e-3), "千瓦": ("kW", 1), "兆瓦": ("kW", 1e3), "度": ("kWh", 1), "千瓦时": ("kWh", 1),
    "公斤": ("kg", 1), "千克": ("kg", 1), "斤": ("kg", 0.5), "担": ("kg", 50),
    "%": ("%", 1), "％": ("%", 1), "个百分点": ("pp", 1), "百分点": ("pp", 1), "立方米": ("m3", 1), "立方": ("m3", 1), "方": ("m3", 1),
}  # fmt: skip
RIGHTS = ("value", "unit", "bound", "measure", "status", "years", "_dates", "indicator", "_item", "_scope")
SHOWN = {"years": "period_start"}
Prediction = dict[str, Any]


@dataclass
class Tally:
    """What was counted over the reports so far."""

    n: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)
    per_code: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    errors: list[str] = field(default_factory=list)


def quantity(value: float | None, unit: str | None) -> tuple[str, float] | None:
    """Dimension and amount in its base unit."""
    if value is None:
        return None
    dimension, factor = UNIT_FACTOR.get((unit or "").strip(), ((unit or "").strip(), 1))
    return dimension, value * factor


def close(a: float | None, b: float | None) -> bool:
    """Equal within half a thousandth; None only equals None."""
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 5e-4 * max(abs(a), abs(b))


def value_right(gold: annotations.Fact, pred: Prediction) -> bool:
    """Both ends of the value, units converted."""
    g, p = quantity(gold.value, gold.unit), quantity(pred.get("value"), pred.get("unit"))
    gh, ph = quantity(gold.value_high, gold.unit), quantity(pred.get("value_high"), pred.get("unit"))
    if not (g and p and close(g[1], p[1])):
        return False
    return gh is ph if gh is None or ph is None else close(gh[1], ph[1])


def fields_right(gold: annotations.Fact, pred: Prediction) -> dict[str, bool]:
    """Which fields of a prediction are right; names with _ do not count for exactness."""
    g, p = quantity(gold.value, gold.unit), quantity(pred.get("value"), pred.get("unit"))
    dates = annotations.period_bounds(gold.period)
    stated = (str(pred.get("period_start") or "")[:10], str(pred.get("period_end") or "")[:10])
    return {
        "value": value_right(gold, pred),
        "unit": bool(g and p and g[0] == p[0]),
        "bound": gold.bound == (pred.get("bound") or "="),
        "measure": gold.measure == (pred.get("measure") or "level"),
        "status": gold.status == (pred.get("status") or "actual"),
        "years": [d[:4] for d in dates] == [d[:4] for d in stated],
        "indicator": known_code(pred) == gold.indicator,
        "_dates": dates == stated,
        "_scope": gold.scope == (pred.get("scope") or "township"),
        "_item": gold.indicator is None or bool(gold.item) == bool(pred.get("item")),
    }


def known_code(pred: Prediction) -> str | None:
    """The prediction's indicator, if the catalogue has it."""
    return pred.get("indicator") if pred.get("indicator") in CORE else None


def makes_cell(indicator: str | None, measure: str, status: str, scope: str, item: str | None) -> bool:
    """May it fill a township's cell?"""
    return bool(indicator) and measure == "level" and status in ("actual", "estimate") and scope == "township" and not item


def gold_cell(gold: annotations.Fact) -> bool:
    """May the annotated fact fill a cell?"""
    return makes_cell(gold.indicator, gold.measure, gold.status, gold.scope, gold.item)


def pred_cell(pred: Prediction) -> bool:
    """May the prediction fill a cell?"""
    said = (pred.get("measure") or "level", pred.get("status") or "actual", pred.get("scope") or "township")
    return makes_cell(known_code(pred), *said, pred.get("item"))


def overlap(gold: annotations.Fact, pred: Prediction) -> int:
    """Characters that both cover; not positive when they are apart."""
    return min(gold.end, pred["end"]) - max(gold.start, pred["start"])


def best_match(gold: annotations.Fact, preds: list[Prediction], used: set[int]) -> int | None:
    """The free prediction over the fact: the one of the same value first, then the longest overlap."""
    best, best_key = None, (0, 0)
    for k, p in enumerate(preds):
        common = overlap(gold, p)
        if common <= 0 or k in used:
            continue
        g, q = quantity(gold.value, gold.unit), quantity(p.get("value"), p.get("unit"))
        key = (int(bool(g and q and close(g[1], q[1]))), common)
        if key > best_key:
            best, best_key = k, key
    return best


def missed(tally: Tally, report: annotations.Report, gold: annotations.Fact) -> None:
    """Count a fact that no prediction covers."""
    tally.n["missed"] += 1
    tally.per_code[gold.indicator or "-"]["missed"] += 1
    tally.errors.append(f"{report.path.name} MISSED {gold.surface} [{gold.indicator or '-'}] …{context(report, gold)}…")


def context(report: annotations.Report, gold: annotations.Fact) -> str:
    """The words around a fact, on one line."""
    return report.text[max(0, gold.start - 18) : gold.end + 6].replace("\n", "⏎")


def found(tally: Tally, report: annotations.Report, gold: annotations.Fact, pred: Prediction) -> None:
    """Count a fact that a prediction covers, field by field."""
    tally.n["found"] += 1
    right = fields_right(gold, pred)
    for name, ok in right.items():
        tally.by_field[name] += ok
    wrong = [name for name, ok in right.items() if not ok and not name.startswith("_")]
    tally.n["exact"] += not wrong
    tally.n["cell_right"] += not wrong and gold_cell(gold) and right["_scope"] and not pred.get("item")
    tally.n["quantity"] += right["value"] and right["unit"]
    if gold.indicator is not None:
        tally.n["code_right"] += right["indicator"]
    tally.per_code[gold.indicator or "-"]["wrong" if wrong else "exact"] += 1
    if wrong:
        want = {
            "value": gold.value, "unit": gold.unit, "bound": gold.bound, "measure": gold.measure, "status": gold.status,
            "years": gold.period, "indicator": gold.indicator,
        }  # fmt: skip
        got = {w: (pred.get(SHOWN.get(w, w)), "want", want[w]) for w in wrong}
        tally.errors.append(f"{report.path.name} WRONG {gold.surface} {got} …{context(report, gold)}…")


def match_facts(tally: Tally, report: annotations.Report, preds: list[Prediction]) -> set[int]:
    """Judge every fact of a report; the predictions that were used up."""
    used: set[int] = set()
    for gold in report.facts:
        best = best_match(gold, preds, used)
        if gold.neutral:
            used |= {k for k, p in enumerate(preds) if overlap(gold, p) > 0}
            continue
        tally.n["gold"] += 1
        tally.n["gold_coded"] += gold.indicator is not None
        if best is None:
            missed(tally, report, gold)
            continue
        used.add(best)
        found(tally, report, gold, preds[best])
    return used


def count_report(tally: Tally, report: annotations.Report, predictions: list[Prediction]) -> None:
    """One report: its facts, then what was said too much, then its place and year."""
    preds = sorted(predictions, key=lambda p: (p["start"], p["end"]))
    used = match_facts(tally, report, preds)
    neutral = [g for g in report.facts if g.neutral]
    scored = [p for p in preds if not any(overlap(g, p) > 0 for g in neutral)]
    tally.n["preds"] += len(scored)
    tally.n["codes_given"] += sum(known_code(p) is not None for p in scored)
    tally.n["cell_preds"] += sum(pred_cell(p) for p in scored)
    tally.n["cell_gold"] += sum(not g.neutral and gold_cell(g) for g in report.facts)
    for k, p in enumerate(preds):
        if k not in used:
            tally.n["false"] += 1
            around = report.text[max(0, p["start"] - 14) : p["end"] + 6].replace("\n", "⏎")
            quote = p.get("quote") or report.text[p["start"] : p["end"]]
            tally.errors.append(f"{report.path.name} FALSE {quote} [{p.get('indicator')}] …{around}…")
    tally.n["reports"] += 1
    if preds:
        tally.n["township_right"] += preds[0].get("township") == report.meta.get("township")
        tally.n["year_right"] += str(preds[0].get("report_year")) == report.meta.get("year")


def ratio(a: int, b: int) -> float:
    """A share, 0 of nothing."""
    return round(a / b, 4) if b else 0.0


def prf(name: str, right: int, given: int, wanted: int) -> dict[str, float]:
    """Precision, recall and F1 under a name."""
    p, r = ratio(right, given), ratio(right, wanted)
    return {f"{name}_precision": p, f"{name}_recall": r, f"{name}_f1": round(2 * p * r / (p + r), 4) if p + r else 0.0}


def summary(tally: Tally) -> dict[str, Any]:
    """The figures of the table."""
    n = tally.n
    per_code = sorted(tally.per_code.items(), key=lambda kv: -sum(kv[1].values()))
    return {
        "reports": n["reports"], "facts": n["gold"], "observations": n["preds"],
        "township_right": ratio(n["township_right"], n["reports"]), "year_right": ratio(n["year_right"], n["reports"]),
        **prf("detect", n["found"], n["preds"], n["gold"]),
        "quantity_f1": prf("quantity", n["quantity"], n["preds"], n["gold"])["quantity_f1"],
        **{f"{name.strip('_')}_right": ratio(tally.by_field[name], n["found"]) for name in RIGHTS},
        **prf("indicator", n["code_right"], n["codes_given"], n["gold_coded"]),
        **prf("cell", n["cell_right"], n["cell_preds"], n["cell_gold"]),
        **prf("exact", n["exact"], n["preds"], n["gold"]),
        "per_code": {code: dict(c) for code, c in per_code},
    }  # fmt: skip


def score(reports: list[annotations.Report], predictions: dict[str, list[Prediction]]) -> tuple[dict[str, Any], list[str]]:
    """The figures over all reports, and one line per error; predictions by file name."""
    tally = Tally()
    for report in reports:
        count_report(tally, report, predictions.get(report.path.name, []))
    return summary(tally), tally.errors


def run_extractor(command: str, reports: list[annotations.Report], cwd: str | None) -> subprocess.CompletedProcess[str]:
    """The command over the plain texts of the reports."""
    with tempfile.TemporaryDirectory() as tmp:
        paths = [Path(tmp) / report.path.name for report in reports]
        for path, report in zip(paths, reports, strict=True):
            path.write_text(report.text, encoding="utf-8", newline="\n")
        return subprocess.run([*shlex.split(command), *map(str, paths)], capture_output=True, text=True, cwd=cwd, encoding="utf-8")


def by_file(lines: list[str]) -> dict[str, list[Prediction]]:
    """The extractor's JSON lines by the name of the file they came from."""
    predictions: dict[str, list[Prediction]] = defaultdict(list)
    for line in lines:
        if line.strip().startswith("{"):
            row = json.loads(line)
            predictions[Path(row["source"]).name].append(row)
    return predictions


def main() -> int:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("dir", type=Path)
    ap.add_argument("--command", default="xianzhi extract --format jsonl")
    ap.add_argument("--predictions", type=Path, help="score this JSONL file and run nothing")
    ap.add_argument("--errors", type=int, default=0, help="print the first N errors")
    ap.add_argument("--json", action="store_true")
    ap.add_argument("--cwd", default=None)
    args = ap.parse_args()
    reports = [annotations.read(p) for p in sorted(args.dir.glob("*.txt"))]
    if not reports:
        print(f"no annotated reports in {args.dir}", file=sys.stderr)
        return 2
    if args.predictions:
        lines = args.predictions.read_text(encoding="utf-8").splitlines()
    else:
        run = run_extractor(args.command, reports, args.cwd)
        if run.returncode:
            print(run.stderr[-2000:], file=sys.stderr)
            return run.returncode
        lines = run.stdout.splitlines()
    result, errors = score(reports, by_file(lines))
    show(result, errors[: args.errors], as_json=args.json)
    return 0


def show(result: dict[str, Any], errors: list[str], *, as_json: bool) -> None:
    """Print the table, or everything as JSON."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for e in errors:
        print(e)
    for key, value in result.items():
        if key != "per_code":
            print(f"{key:<22}{value}")


if __name__ == "__main__":
    sys.exit(main())
