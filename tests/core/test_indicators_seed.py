"""Every row of seeds/indicators.csv is walked: vocabulary, units, variants, items."""

import re
from pathlib import Path

import pytest

from transforms.seeds.files import SeedError
from transforms.seeds.indicators import load_indicators, parse_variants
from transforms.seeds.units import load_units


def test_all_codes_of_the_catalogue_stand_once():
    indicators = load_indicators()
    assert len(indicators) >= 171
    assert {"land_transfer_area", "people_screened", "external_capital", "project_investment"} <= indicators.keys()


@pytest.mark.parametrize("code", load_indicators())
def test_row(code: str):
    row, units = load_indicators()[code], load_units()
    assert row.unit in units
    for unit in (*row.count_units, *(w for v in row.unit_variants for w in v.words)):
        assert unit in units, unit
    assert not set(row.count_units) & {w for v in row.unit_variants for w in v.words}
    assert row.cell_rule == "none" or row.growth_basis
    words = [w for v in row.variants for w in v.words]
    assert len(words) == len(set(words))
    assert set(row.flow_variants) <= {v.code for v in row.variants}
    assert row.kind != "ratio" or not row.additive
    assert row.core is False or row.cell_rule != "none"


def test_every_indicator_is_defined_for_the_people_of_the_county():
    without = [one.code for one in load_indicators().values() if not re.search("[一-鿿]", one.definition_zh)]
    assert without == []


def test_reading_of_variants_and_ratios():
    indicators = load_indicators()
    assert indicators["bank_loans"].reading("发放") == "flow"
    assert indicators["bank_loans"].reading("余额") == "stock"
    assert indicators["pm25"].reading(None) == "flow"


def test_a_countys_row_adds_aliases_and_codes(tmp_path: Path):
    (tmp_path / "indicators.csv").write_text(
        "code,aliases_zh,domain,name_zh,name_en,unit,kind,cell_rule\n"
        "gdp,GDP总量,,,,,,\n"
        "tea_factories,茶厂,enterprise,茶厂数,Tea factories,家,stock,township_total\n",
        encoding="utf-8",
    )
    own = load_indicators(tmp_path)
    assert own["gdp"].aliases[-1] == "GDP总量"
    assert own["gdp"].definition == load_indicators()["gdp"].definition
    assert own["tea_factories"].cell_rule == "township_total"


def test_a_bad_variant_says_what_to_write():
    with pytest.raises(SeedError, match="code:word"):
        parse_variants("省外")
