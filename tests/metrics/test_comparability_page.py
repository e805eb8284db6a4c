"""docs/comparability.md lists every break with its source, and every reason code that core and metrics can give.

To write the list of breaks anew: XIANZHI_WRITE_DOCS=1 pytest tests/metrics/test_comparability_page.py
"""

import os
import re
from pathlib import Path

from transforms.seeds.breaks import load_breaks

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "comparability.md"
BEGIN, END = "### Breaks (`seeds/breaks.csv`, each with its source)\n\n", "Limits: the year of a break"


def table():
    lines = ["| from | break | effect | what | source |", "|---|---|---|---|---|"]
    one_each = {one.break_id: one for one in load_breaks()}.values()
    for one in sorted(one_each, key=lambda b: (b.from_year, b.break_id)):
        lines.append(f"| {one.from_year} | `{one.break_id}` | {one.effect} | {one.text_zh} · {one.text_en} | {one.source} |")
    return "\n".join(lines) + "\n\n"


def test_every_break_stands_on_the_page():
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    whole = head + BEGIN + table() + END + tail
    if os.environ.get("XIANZHI_WRITE_DOCS"):
        PAGE.write_text(whole, encoding="utf-8")
        text = whole
    assert text == whole


def test_the_breaks_that_must_be_there():
    ids = {(b.indicator, b.from_year) for b in load_breaks()}
    assert {("rural_net_income", 2014), ("ads_industrial_output", 2011), ("fixed_asset_investment", 2011), ("tax_revenue", 2016)} <= ids
    assert {("gdp", year) for year in (2004, 2008, 2013, 2018, 2023)} <= ids
    assert {("population", 2010), ("population", 2020), ("arable_land", 2009), ("arable_land", 2019)} <= ids
    assert {("general_budget_revenue", 2015), ("market_entities", 2022), ("foreign_capital_used", 2021)} <= ids


def test_every_reason_code_is_explained():
    text = PAGE.read_text(encoding="utf-8")
    sources = [path for folder in ("core", "metrics") for path in (ROOT / "transforms" / folder).glob("*.*")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    for reason in (
        "part_year",
        "year_to_date",
        "to_date",
        "date_unknown",
        "estimate",
        "variant_unknown",
        "conflict",
        "period_length",
        "price_basis",
    ):
        assert reason in code
        assert re.search(rf"`[^`]*{reason}", text), reason
