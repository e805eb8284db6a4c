"""Wide views of a release: one row per township and year, one column per quantity, the unit in its name.

In: indicators, seeds/warehouse/wide.csv (suffix of each unit, Chinese name of each domain).
Out: CREATE VIEW statements: `wide_fiscal` with columns such as `tax_revenue_yuan`, and `宽表_财政` with 税收收入（元）.
Cells that are not comparable are left out: who needs them reads `cell`.

Example:
    SELECT township, year, population_户籍_persons FROM wide_population
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from transforms.seeds.files import SeedError, read_rows
from transforms.seeds.indicators import Indicator, load_indicators


@dataclass(frozen=True, slots=True)
class WideColumn:
    """One quantity: which cells it shows, and its two headings."""

    indicator: str
    variant: str | None
    unit: str
    name: str
    heading: str


@dataclass(frozen=True, slots=True)
class WideWords:
    """Suffixes by unit, Chinese names by domain."""

    suffixes: dict[str, str]
    domains: dict[str, str]


def load_words() -> WideWords:
    """The seed's words. Raises SeedError for a kind that is neither unit nor domain."""
    words = WideWords({}, {})
    for row in read_rows("warehouse/wide.csv", required=("kind", "word", "name")):
        if row["kind"] not in ("unit", "domain"):
            raise SeedError(f"warehouse/wide.csv: {row}: kind 应为 unit 或 domain · must be unit or domain")
        (words.suffixes if row["kind"] == "unit" else words.domains)[row["word"]] = row["name"]
    return words


def wide_columns(indicator: Indicator, words: WideWords) -> Iterator[WideColumn]:
    """The quantities of one indicator: the plain one where it has a meaning, and each variant, of words or of unit."""
    if indicator.cell_rule == "none" or not indicator.item_total:
        return

    def column(variant: str | None, unit: str) -> WideColumn:
        part, label = (f"_{variant}", f"·{variant}") if variant else ("", "")
        suffix = words.suffixes.get(unit, unit)
        return WideColumn(indicator.code, variant, unit, f"{indicator.code}{part}_{suffix}", f"{indicator.name_zh}{label}（{unit}）")

    if indicator.bare_variant != "unknown":
        yield column(None, indicator.unit)
    for variant in indicator.variants:
        yield column(variant.code, indicator.unit)
    for variant in indicator.unit_variants:
        yield column(variant.code, variant.words[0])


def wide_views() -> Iterator[str]:
    """CREATE VIEW and COMMENT statements for every domain, English and Chinese."""
    words = load_words()
    by_domain: dict[str, list[WideColumn]] = {}
    for indicator in load_indicators().values():
        by_domain.setdefault(indicator.domain, []).extend(wide_columns(indicator, words))
    for domain, columns in by_domain.items():
        if columns:
            zh = words.domains.get(domain, domain)
            yield _view(f"wide_{domain}", ("township_id", "township", "year"), [(one, one.name) for one in columns])
            yield _view(f"宽表_{zh}", ("乡镇编号", "乡镇", "年份"), [(one, one.heading) for one in columns])
            yield from _comments(f"wide_{domain}", zh, domain, ("township_id", "township", "year"), [(one, one.name) for one in columns])
            yield from _comments(f"宽表_{zh}", zh, domain, ("乡镇编号", "乡镇", "年份"), [(one, one.heading) for one in columns])


def _comments(name: str, zh: str, domain: str, keys: tuple[str, str, str], columns: list[tuple[WideColumn, str]]) -> Iterator[str]:
    text = f"{zh}：一行一个乡镇一年，不可比者不列 · {domain}: a row per township and year, without what is not comparable"
    yield f'COMMENT ON VIEW "main"."{name}" IS \'{text}\''
    for key, meaning in zip(keys, ("稳定编号 · stable id", "名称 · name", "年份 · year"), strict=True):
        yield f'COMMENT ON COLUMN "main"."{name}"."{key}" IS \'{meaning}\''
    for one, heading in columns:
        yield f'COMMENT ON COLUMN "main"."{name}"."{heading}" IS \'{one.heading} · {one.indicator} [{one.unit}]\''


def _view(name: str, keys: tuple[str, str, str], columns: list[tuple[WideColumn, str]]) -> str:
    shown = ",\n       ".join(
        f"max(value) FILTER (indicator = '{one.indicator}' AND coalesce(variant, '') = '{one.variant or ''}') AS \"{heading}\""
        for one, heading in columns
    )
    township_id, township, year = keys
    return (
        f'CREATE OR REPLACE VIEW "main"."{name}" AS\n'
        f'SELECT township_id AS "{township_id}", any_value(township) AS "{township}", year AS "{year}",\n       {shown}\nFROM main.cell\n'
        "WHERE missing_reason IS NULL AND verdict <> 'not_comparable' AND item IS NULL\n"
        "GROUP BY township_id, year ORDER BY township_id, year"
    )
