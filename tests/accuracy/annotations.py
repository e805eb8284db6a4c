"""Read annotated township reports: plain text with every measured number marked in place.

File format (UTF-8):

    # township: 东柳街道
    # county: 鄞州区
    # year: 2023
    # date: 2024-03-21
    ----
    东柳街道2023年工作总结
    ……完成固定资产投资[[32.5亿元|i=fixed_asset_investment]]，增长[[6.2%|i=fixed_asset_investment;m=yoy]]……

`read(path)` gives the metadata, the text without the marks, and one `Fact` per mark. What a mark does not
say is filled in from its surface: value `v`, unit `u`, bound `b`; `s` (status) is actual, `m` (measure) is level,
`p` (period) is the report's year, `i` (indicator) is none, `w` (whose number, scope) is township.
`python tests/accuracy/annotations.py FILE…` prints the facts of each file and `!!` where a mark is wrong.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

MARK = re.compile(r"\[\[(?P<surface>[^|\]]+)(?:\|(?P<keys>[^\]]*))?\]\]")
KEYS = frozenset("vubsmpitnw")
MULTIPLIER = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
DIGIT = dict(zip("零〇一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
BOUND_WORDS = (
    (">=", ("以上", "余", "多", "超过", "超", "逾", "突破", "不低于", "至少", "达到或超过", "不少于", "过")),
    ("<=", ("以内", "以下", "不足", "不超过", "低于", "控制在", "少于")),
    ("~", ("约", "近", "左右", "大约", "将近", "接近", "上下")),
)
SCOPE = {"township": "township", "village": "village", "project": "enterprise_or_project", "higher": "higher", "other": "other"}
NUMBER = re.compile(
    r"(?P<num>[-+−]?\d[\d,，]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千万亿]+)"
    r"(?P<mid>[余多来几]?)(?P<mult>(?:[十百万亿]|千(?![克米瓦]))*)(?P<mid2>[余多]?)(?P<unit>.*)$"
)
MONTH_DAYS = {4: 30, 6: 30, 9: 30, 11: 30}


@dataclass
class Fact:
    """One marked number, as the annotator understood it."""

    start: int
    end: int
    surface: str
    value: float | None
    value_high: float | None
    unit: str
    bound: str = "="
    status: str = "actual"
    measure: str = "level"
    period: str = ""
    indicator: str | None = None
    item: str | None = None
    scope: str = "township"
    neutral: bool = False
    problems: list[str] = field(default_factory=list)


@dataclass
class Report:
    """An annotated file: header, plain text, facts in the order of the text."""

    path: Path
    meta: dict[str, str]
    text: str
    facts: list[Fact]


def chinese_number(s: str) -> float:
    """三百二十 → 320; 二〇二二 → 2022; 一千五百万 → 15,000,000."""
    if all(c in DIGIT for c in s):
        return float("".join(str(DIGIT[c]) for c in s))
    total = section = digit = 0
    for c in s:
        if c in DIGIT:
            digit = DIGIT[c]
        elif c in "十百千":
            section += (digit or 1) * MULTIPLIER[c]
            digit = 0
        else:
            total = (total + section + digit) * MULTIPLIER[c]
            section = digit = 0
    return float(total + section + digit)


def take_bound(rest: str) -> tuple[str, str]:
    """The bound that the surface's words give, and the surface without the first of them."""
    for code, words in BOUND_WORDS:
        for word in words:
            if word in rest:
                return code, rest.replace(word, "", 1)
    return "=", rest


def guess(surface: str) -> tuple[float | None, str, str]:
    """Value, unit and bound of a simple surface such as '3.2万余头', '约500亩', '超过5亿元'."""
    bound, rest = take_bound(re.sub(r"(?<=[\d.]) +(?=[\d.])", "", unicodedata.normalize("NFKC", surface)))
    rest = re.sub(r"^(百分之)(.+)$", r"\2%", rest)
    rest = re.sub(r"^[^-+−\d零〇一二两三四五六七八九十百千万亿]+", "", rest)
    m = NUMBER.match(rest)
    if not m:
        return None, "", bound
    raw = m["num"].replace(",", "").replace("，", "").replace("−", "-")
    value = float(raw) if raw.lstrip("+-")[:1].isdigit() else chinese_number(raw)
    for c in m["mult"]:
        value *= MULTIPLIER[c]
    return round(value, 6), m["unit"].strip().replace("％", "%"), bound


def stated_value(text: str, problems: list[str]) -> tuple[float | None, float | None]:
    """`v=` as low and high; a bad one is a problem."""
    low, _, high = text.partition("..")
    try:
        return float(low), float(high) if high else None
    except ValueError:
        problems.append(f"bad v={text}")
        return None, None


def read_fact(surface: str, marks: str, start: int, year: str) -> Fact:
    """One mark: what its keys say, and what its surface says where they are silent."""
    keys = dict(k.strip().split("=", 1) for k in marks.split(";") if "=" in k)
    problems: list[str] = []
    value, unit, bound = guess(surface)
    high = None
    if "v" in keys:
        low, high = stated_value(keys["v"], problems)
        value = value if low is None else low
    if unknown := set(keys) - KEYS:
        problems.append(f"unknown keys {unknown}")
    indicator = keys.get("i")
    fact = Fact(
        start=start, end=start + len(surface), surface=surface, value=value, value_high=high,
        unit=keys.get("u", unit), bound=keys.get("b", bound).replace("==", "="),
        status=keys.get("s", "actual"), measure=keys.get("m", "level"),
        period=keys.get("p", year), indicator=None if indicator in (None, "-") else indicator,
        item=keys.get("t"), scope=SCOPE.get(keys.get("w", "township"), "?"), neutral=keys.get("n") == "1", problems=problems,
    )  # fmt: skip
    if fact.scope == "?":
        problems.append(f"bad w={keys['w']}")
    if fact.value is None and not fact.neutral:
        problems.append("no value")
    return fact


def read(path: str | Path) -> Report:
    """The annotated report in a file."""
    path = Path(path)
    head, _, body = path.read_text(encoding="utf-8").partition("----\n")
    meta = dict(re.findall(r"^# *([a-z_]+): *(.*?) *$", head, re.M))
    text, facts, at, length = [], [], 0, 0
    for m in MARK.finditer(body):
        text.append(body[at : m.start()])
        length += m.start() - at
        facts.append(read_fact(m["surface"], m["keys"] or "", length, meta.get("year", "")))
        text.append(m["surface"])
        length += len(m["surface"])
        at = m.end()
    text.append(body[at:])
    return Report(path, meta, "".join(text), facts)


def one_period(p: str) -> tuple[str, str]:
    """First and last day of one year, half-year, quarter, month or day."""
    if re.fullmatch(r"\d{4}", p):
        return f"{p}-01-01", f"{p}-12-31"
    if m := re.fullmatch(r"(\d{4})H([12])", p):
        return (f"{m[1]}-01-01", f"{m[1]}-06-30") if m[2] == "1" else (f"{m[1]}-07-01", f"{m[1]}-12-31")
    if m := re.fullmatch(r"(\d{4})Q([1-4])", p):
        q = int(m[2])
        return f"{m[1]}-{3 * q - 2:02d}-01", f"{m[1]}-{3 * q:02d}-{'31' if q in (1, 4) else '30'}"
    if m := re.fullmatch(r"(\d{4})-(\d\d)", p):
        february = 29 if int(m[1]) % 4 == 0 else 28
        return f"{p}-01", f"{p}-{({2: february} | MONTH_DAYS).get(int(m[2]), 31)}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", p):
        return p, p
    raise ValueError(f"bad period {p!r}")


def period_bounds(period: str) -> tuple[str, str]:
    """'2022' → ('2022-01-01', '2022-12-31'); also 2022H1, 2022Q3, 2022-03/2022-11, 2017/2021."""
    a, _, b = period.partition("/")
    return one_period(a)[0], one_period(b or a)[1]


def describe(f: Fact) -> str:
    """One line about a fact."""
    hi = f"..{f.value_high:g}" if f.value_high is not None else ""
    value = f.value if f.value is None else format(f.value, ".12g")
    item = f" t={f.item}" if f.item else ""
    scope = f" w={f.scope}" if f.scope != "township" else ""
    flags = (" NEUTRAL" if f.neutral else "") + ("  !! " + "; ".join(f.problems) if f.problems else "")
    return (
        f"{f.surface:<14} v={value}{hi} u={f.unit} {f.bound} {f.status} {f.measure} p={f.period} i={f.indicator or '-'}{item}{scope}{flags}"
    )


if __name__ == "__main__":
    for name in sys.argv[1:]:
        report = read(name)
        print(f"\n== {name}  {report.meta}  {len(report.text)} chars, {len(report.facts)} facts")
        print("\n".join(describe(f) for f in report.facts))
