"""The difficulties planted in the sample county, one function each: they edit the statements of the reports they concern.

In: statements by report, levels and habits. Out: the same statements, changed. What each difficulty is says county.PLANTED.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from tests.generator.county import REPORTS, ReportSpec
from tests.generator.figures import MULTIPLIERS, Fact, canonical, percent, read_series, round_to, write_number
from tests.generator.statements import Habits, Statement, make


def spec_of(slug: str) -> ReportSpec:
    """The report of a slug; of two deliveries the corrected one."""
    return [spec for spec in REPORTS if spec.slug == slug][-1]


def drop(built: dict[str, list[Statement]], slug: str, code: str) -> None:
    """Take every statement of a series out of a report, targets too where the plan would mention it."""
    built[slug] = [one for one in built[slug] if not any(fact.indicator == code for fact in one.facts)]


def put(built: dict[str, list[Statement]], slug: str, theme: str, words: str, *facts: Fact, section: str = "review") -> None:
    """Add a statement with fixed words."""
    built[slug].append(Statement(theme, facts, words, section))


def state(built: dict[str, list[Statement]], slug: str, code: str, words: str, habits: Habits, **more: object) -> Fact:
    """Replace what a report says of a series by one exact level in the township's usual form."""
    spec, series = spec_of(slug), read_series()[code]
    habit = habits[spec.township, code]
    number = round_to(habit.levels[spec.year], habit.form)
    value, unit = canonical(number, habit.form, code)
    surface = f"{write_number(number)}{habit.form[0]}{habit.form[1]}"
    fact = make(spec, code, value, unit, surface, "v", variant=series.variant, plain=True, **more)
    drop_review(built, slug, code)
    put(built, slug, series.theme, words, fact)
    return fact


def drop_review(built: dict[str, list[Statement]], slug: str, code: str) -> None:
    """Take what the review says of a series out; its targets stay."""
    built[slug] = [one for one in built[slug] if one.section == "plan" or not any(fact.indicator == code for fact in one.facts)]


def plant_net_income(built: dict[str, list[Statement]], habits: Habits) -> None:
    """麻柳河乡 tells 农民人均纯收入 twice, and 农村居民人均可支配收入 after."""
    levels = habits["G", "rural_disposable_income"].levels
    for year in (2018, 2019):
        slug, growth = f"G-{year}", percent((levels[year] / levels[year - 1] - 1) * 100)
        drop(built, slug, "rural_disposable_income")
        number = (Decimal(repr(levels[year])) * Decimal("0.87")).quantize(Decimal(1))
        spec = spec_of(slug)
        group = f"{slug}:rural_net_income"
        put(
            built,
            slug,
            "life",
            "农民人均纯收入{v}，同比增长{g}" if year == 2018 else "农民人均纯收入达到{v}，增长{g}",
            make(spec, "rural_net_income", number, "元", f"{number}元", "v", planted="net_income", group=group, plain=True),
            make(spec, "rural_net_income", growth, "%", f"{growth}%", "g", measure="yoy", group=group),
        )
    state(built, "G-2020", "rural_disposable_income", "农村居民人均可支配收入达{v}", habits, planted="net_income")


def plant_capital_variants(built: dict[str, list[Statement]], habits: Habits) -> None:
    """市外 for two years, 省外 after; both beside each other once."""
    for slug, words in (("F-2018", "引进市外资金{v}"), ("F-2019", "全年实际到位市外资金{v}")):
        fact = state(built, slug, "external_capital", words, habits, planted="capital_variants")
        built[slug][-1] = replace(built[slug][-1], facts=(replace(fact, variant="市外"),))
        built[slug] = [one for one in built[slug] if one.section == "review" or one.facts[0].indicator != "external_capital"]
    first = state(built, "B-2022", "external_capital", "", habits, planted="capital_variants")
    number = (Decimal(re.match(r"[\d.]+", first.surface).group()) / Decimal("2.6")).quantize(Decimal("0.01"))  # type: ignore[union-attr]
    unit = re.sub(r"[\d.]", "", first.surface)
    second = replace(
        first, variant="市外", value=number * MULTIPLIERS[unit[0]], surface=f"{number}{unit}", slot="v2", group="B-2022:external_capital:2"
    )
    built["B-2022"][-1] = Statement("proj", (replace(first, slot="v1"), second), "引进省外资金{v1}、市外资金{v2}")


def plant_unknown_indicator(built: dict[str, list[Statement]], habits: Habits) -> None:
    """An indicator that no catalogue has."""
    for slug, words, count in (
        ("A-2020", "“共享菜园”认领{v}", 260),
        ("A-2021", "“共享菜园”认领面积扩大，共有{v}被城里人认领", 384),
        ("C-2021", "试水“共享菜园”，市民认领{v}", 145),
        ("D-2022", "“共享菜园”认领{v}", 208),
    ):
        put(
            built,
            slug,
            "agri",
            words,
            make(spec_of(slug), "", Decimal(count), "畦", f"{count}畦", "v", item="共享菜园", planted="unknown_indicator"),
        )


def plant_other_scope(built: dict[str, list[Statement]], habits: Habits) -> None:
    """The county's and villages' figures of indicators that the township has too."""
    higher = (
        ("A-2018", "econ", "全县一般公共预算收入完成{v}，我镇贡献份额稳步提高", "general_budget_revenue", "11.86亿元", "1186000000", "元"),
        ("E-2019", "life", "全县农村居民人均可支配收入{v}，我街道高于全县平均水平", "rural_disposable_income", "16284元", "16284", "元"),
        (
            "C-2021",
            "econ",
            "在全县规上工业总产值{v}的盘子里，我镇的分量逐年加重",
            "ads_industrial_output",
            "118.4亿元",
            "11840000000",
            "元",
        ),
        ("F-2022", "agri", "全县粮食总产量{v}，我乡贡献近一成", "grain_output", "21.6万吨", "216000", "吨"),
        ("B-2019", "econ", "全县固定资产投资达{v}，我镇位居前列", "fixed_asset_investment", "64.7亿元", "6470000000", "元"),
    )
    for slug, theme, words, code, surface, value, unit in higher:
        fact = make(spec_of(slug), code, Decimal(value), unit, surface, "v", scope="higher", planted="other_scope")
        put(built, slug, theme, words, fact)
    village = (
        ("A-2022", "agri", "槐荫村集体经济收入{v}，走在全镇前列", "village_collective_income", "86.4万元", "864000", "元"),
        ("B-2020", "agri", "石门寨村流转土地{v}发展竹笋", "land_transfer_area", "420亩", "420", "亩"),
        ("G-2022", "env", "柳湾村硬化道路{v}，告别了泥巴路", "roads_built", "2.4公里", "2.4", "公里"),
        ("H-2019", "agri", "鹤岭村集体经济收入达{v}", "village_collective_income", "21.5万元", "215000", "元"),
        ("D-2021", "env", "岩头冲村安装路灯{v}", "street_lights", "64盏", "64", "盏"),
    )
    for slug, theme, words, code, surface, value, unit in village:
        fact = make(spec_of(slug), code, Decimal(value), unit, surface, "v", scope="village", planted="other_scope")
        put(built, slug, theme, words, fact)


def plant_parts(built: dict[str, list[Statement]], habits: Habits) -> None:
    """税收收入 with its parts: a control that sums, and one that does not."""
    for slug, shares in (("A-2020", (0.56, 0.23, 0.21)), ("F-2022", (0.59, 0.27, 0.24))):
        planted = "parts_do_not_sum" if slug == "F-2022" else ""
        drop_review(built, slug, "tax_revenue")
        spec = spec_of(slug)
        total = Decimal(round(habits[spec.township, "tax_revenue"].levels[spec.year] / 10000))
        first, second = (Decimal(round(float(total) * share)) for share in shares[:2])
        third = total - first - second if not planted else Decimal(round(float(total) * shares[2]))
        group = f"{slug}:tax_revenue"
        facts = [make(spec, "tax_revenue", total * 10000, "元", f"{total}万元", "v", group=group, planted=planted, plain=not planted)]
        for slot, (item, number) in enumerate((("增值税", first), ("企业所得税", second), ("其他税收", third)), 1):
            facts.append(
                make(spec, "tax_revenue", number * 10000, "元", f"{number}万元", f"v{slot}", item=item, group=group, planted=planted)
            )
        put(built, slug, "econ", "税收收入{v}，其中增值税{v1}、企业所得税{v2}、其他税收{v3}", *facts)


def plant_unit_slip(built: dict[str, list[Statement]], habits: Habits) -> None:
    """亿元 written as 万元."""
    fact = state(built, "D-2022", "fixed_asset_investment", "固定资产投资完成{v}", habits)
    number = (fact.value / 10**8).quantize(Decimal("0.01"))
    slipped = replace(fact, value=number * 10**8, surface=f"{number}万元", planted="unit_slip", plain=False)
    built["D-2022"][-1] = replace(built["D-2022"][-1], facts=(slipped,))


def plant_contradiction(built: dict[str, list[Statement]], habits: Habits) -> None:
    """A growth that the levels of both years deny."""
    state(built, "A-2020", "general_budget_revenue", "一般公共预算收入完成{v}", habits)
    fact = state(built, "A-2021", "general_budget_revenue", "一般公共预算收入完成{v}，同比增长{g}", habits)
    habit = habits["A", "general_budget_revenue"]
    wrong = percent((habit.levels[2021] / habit.levels[2020] - 1) * 100 + 13.6)
    rate = make(
        spec_of("A-2021"), fact.indicator, wrong, "%", f"{wrong}%", "g", measure="yoy", planted="growth_contradiction", group=fact.group
    )
    built["A-2021"][-1] = replace(built["A-2021"][-1], facts=(fact, rate))


def plant_restated(built: dict[str, list[Statement]], habits: Habits) -> None:
    """The year after, the figure of 2020 is another."""
    first = state(built, "D-2020", "fixed_asset_investment", "固定资产投资完成{v}", habits)
    fact = state(built, "D-2021", "fixed_asset_investment", "固定资产投资完成{v}，2020年固定资产投资经核定调整为{p}", habits)
    number = (first.value * Decimal("0.88") / 10**8).quantize(Decimal("0.01"))
    told = make(
        spec_of("D-2021"), first.indicator, number * 10**8, "元", f"{number}亿元", "p", year=2020, planted="restated", group=fact.group
    )
    built["D-2021"][-1] = replace(built["D-2021"][-1], facts=(fact, told))


def plant_targets(built: dict[str, list[Statement]], habits: Habits) -> None:
    """A target that is missed, and one that nobody mentions again."""
    result = state(built, "D-2019", "jobs_created", "全年新增就业{v}", habits)
    built["D-2019"][-1] = replace(built["D-2019"][-1], facts=(replace(result, surface=f"{result.value}人", unit="人"),))
    drop_plan(built, "D-2018", "jobs_created")
    goal = Decimal(round(float(result.value) * 1.3 / 10) * 10)
    fact = make(spec_of("D-2018"), "jobs_created", goal, "人", f"{goal}人", "v", year=2019, status="target", planted="target_missed")
    put(built, "D-2018", "life", "力争新增就业{v}", fact, section="plan")
    for slug in ("G-2019", "G-2020", "G-2021"):
        drop(built, slug, "high_standard_farmland")
    silent = make(
        spec_of("G-2019"), "high_standard_farmland", Decimal(3200), "亩", "3200亩", "v", year=2020, status="target", planted="target_silent"
    )
    put(built, "G-2019", "agri", "计划建设高标准农田{v}", silent, section="plan")


def drop_plan(built: dict[str, list[Statement]], slug: str, code: str) -> None:
    """Take the targets of a series out."""
    built[slug] = [one for one in built[slug] if one.section != "plan" or not any(fact.indicator == code for fact in one.facts)]


PLANTS = (
    plant_net_income,
    plant_capital_variants,
    plant_unknown_indicator,
    plant_other_scope,
    plant_parts,
    plant_unit_slip,
    plant_contradiction,
    plant_restated,
    plant_targets,
)
