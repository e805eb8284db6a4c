"""Indicators: what each code means, and what may fill its cells.

In: seeds/indicators.csv (the catalogue's columns and the semantic ones, see seeds/README-indicators.md), a workspace's rows laid over it.
Out: `Indicator` rows by code.

Example:
    >>> load_indicators()["external_capital"].variants[0]
    Variant(code='省外', words=('省外',))
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.seeds.files import SeedError, parse_rows, read_bytes

KINDS = ("flow", "stock", "ratio")
CELL_RULES = ("township_total", "by_item", "none")
GROWTH_BASES = ("nominal", "constant_price", "same_sample", "unknown")
CATALOGUE_COLUMNS = ("code", "domain", "name_zh", "name_en", "unit", "kind", "aliases_zh", "definition")


@dataclass(frozen=True, slots=True)
class Variant:
    """One of several quantities under one code, with the words (or, for unit variants, the stated units) that name it."""

    code: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the catalogue with its meaning for cells. Columns: seeds/README-indicators.md."""

    code: str
    domain: str
    name_zh: str
    name_en: str
    unit: str
    kind: str
    aliases: tuple[str, ...]
    definition: str
    definition_zh: str
    """The same for the people of the county; a row without it says `definition` here too."""
    cell_rule: str
    variants: tuple[Variant, ...] = ()
    bare_variant: str = ""
    """What the text means when it names no variant: standard (the quantity of the name) · unknown."""
    unit_variants: tuple[Variant, ...] = ()
    """Stated units that are another quantity (人次 for 人, 美元 for 元): never converted, kept apart as a variant."""
    items: str = ""
    """Name of a list in seeds/items.csv."""
    item_total: bool = True
    """By-item rows only: does a claim without an item state the total of all items?"""
    ratio_reading: str = ""
    growth_basis: str = ""
    additive: bool = False
    """May values be summed over townships?"""
    count_units: tuple[str, ...] = ()
    """Stated units that count the same thing one for one."""
    flow_variants: tuple[str, ...] = ()
    better: str = ""
    """lower: a target is met from below (accidents); empty: from above."""
    core: bool = False
    note: str = ""

    def reading(self, variant: str | None) -> str:
        """How periods are read: "flow" (over a span) or "stock" (at a date); a ratio as its row says."""
        if variant is not None and variant in self.flow_variants:
            return "flow"
        return self.ratio_reading if self.kind == "ratio" else self.kind


def parse_variants(cell: str) -> tuple[Variant, ...]:
    """`省外:省外;市外:市外|外市` as variants with their words. Raises SeedError for a part without a colon or a word."""
    variants = []
    for part in filter(None, cell.split(";")):
        code, _, words = part.partition(":")
        if not code or not words:
            raise SeedError(f"indicators.csv: 变体 {part!r} 应写成 代码:词|词 · write a variant as code:word|word")
        variants.append(Variant(code, tuple(filter(None, words.split("|")))))
    return tuple(variants)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("|")))


def _require(ok: bool, code: str, text: str) -> None:
    if not ok:
        raise SeedError(f"indicators.csv: {code}: {text}")


def to_indicator(row: dict[str, str]) -> Indicator:
    """One CSV row as an Indicator. Raises SeedError naming the code and the column that is outside its vocabulary."""
    code = row["code"]
    _require(bool(code and row["unit"] and row["name_zh"]), code, "code、unit、name_zh 不能为空 · must not be empty")
    _require(row["kind"] in KINDS, code, f"kind 应为 · must be one of {KINDS}")
    _require(row["cell_rule"] in CELL_RULES, code, f"cell_rule 应为 · must be one of {CELL_RULES}")
    _require(
        row["kind"] != "ratio" or row["ratio_reading"] in ("flow", "stock"), code, "ratio 须有 ratio_reading · a ratio needs flow or stock"
    )
    _require(row["growth_basis"] in ("", *GROWTH_BASES), code, f"growth_basis 应为 · must be one of {GROWTH_BASES}")
    variants = parse_variants(row["variants"])
    _require(not variants or row["bare_variant"] in ("standard", "unknown"), code, "有变体须填 bare_variant · variants need bare_variant")
    return Indicator(
        code=code,
        domain=row["domain"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        unit=row["unit"],
        kind=row["kind"],
        aliases=_split(row["aliases_zh"]),
        definition=row["definition"],
        definition_zh=row["definition_zh"] or row["definition"],
        cell_rule=row["cell_rule"],
        variants=variants,
        bare_variant=row["bare_variant"],
        unit_variants=parse_variants(row["unit_variants"]),
        items=row["items"],
        item_total=row["cell_rule"] != "by_item" or row["item_total"] == "yes",
        ratio_reading=row["ratio_reading"],
        growth_basis=row["growth_basis"],
        additive=row["additive"] == "yes",
        count_units=_split(row["count_units"]),
        flow_variants=_split(row["flow_variants"]),
        better=row["better"],
        core=row["core"] == "yes",
        note=row["note"],
    )


def lay_over(rows: dict[str, dict[str, str]], own: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """A county's rows over the product's: aliases are added, other cells that are filled replace, new codes are appended."""
    merged = {code: dict(row) for code, row in rows.items()}
    columns = next(iter(rows.values())).keys() if rows else CATALOGUE_COLUMNS
    for row in own:
        base = merged.setdefault(row["code"], dict.fromkeys(columns, "") | {"cell_rule": "none"})
        aliases = [*_split(base["aliases_zh"]), *_split(row.get("aliases_zh", ""))]
        base.update({key: value for key, value in row.items() if value})
        base["aliases_zh"] = "|".join(dict.fromkeys(aliases))
    return merged


@cache
def load_indicators(overlay: Path | None = None) -> dict[str, Indicator]:
    """All indicators by code, in the catalogue's order. Raises SeedError for a duplicate code or a cell outside its vocabulary."""
    name = "indicators.csv"
    rows: dict[str, dict[str, str]] = {}
    for row in parse_rows(read_bytes(name), f"seeds/{name}", (*CATALOGUE_COLUMNS, "cell_rule", "variants")):
        _require(row["code"] not in rows, row["code"], "代码重复 · code stands twice")
        rows[row["code"]] = row
    if overlay is not None and (path := overlay / name).is_file():
        rows = lay_over(rows, parse_rows(path.read_bytes(), str(path), ("code",)))
    return {code: to_indicator(row) for code, row in rows.items()}


@cache
def codes_of(kind: str) -> frozenset[str]:
    """The product's codes of a kind (KINDS)."""
    return frozenset(code for code, one in load_indicators().items() if one.kind == kind)
