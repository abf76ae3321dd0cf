"""福州市: 技术改造、总部企业、产值增长、成果转化. Several of these have expired and are kept as history and pattern."""

from datetime import date

from luoshi.entitlements.domain.rules import ONE, all_of, any_of, at_most, choose, rule, times

JURISDICTION = "3501"
RENOVATION, HQ = "福州市技术改造扶持办法（2017—2020年）", "福州市总部企业认定办法（2022年延续）"


@rule("技术改造补助", label_en="Technical-renovation subsidy", entity="renovation", unit="fen", source=RENOVATION,
      verified="second_hand", in_force_from=date(2017, 1, 1), in_force_to=date(2021, 1, 1), period="year",
      benefit="技术改造补助", service="renovation-subsidy", interpretation="同一项目就高不重复。2020年底到期。")
def renovation_subsidy(fixed_investment, renovation_class, renovation_least, renovation_rates, renovation_caps):
    amount = at_most(times(fixed_investment, renovation_rates.at(renovation_class)), renovation_caps.at(renovation_class))
    return choose(fixed_investment >= renovation_least, amount, 0)


@rule("技术改造补助", label_en="Technical-renovation subsidy", entity="renovation", unit="fen",
      source="福州市“数字·绿色”技改专项行动（2021年）", in_force_from=date(2021, 1, 1), period="year",
      benefit="技术改造补助", service="renovation-subsidy", interpretation="办法存在，比例和封顶没有查到，由工信部门补录。")
def renovation_subsidy_now(fixed_investment, renovation_rate_now):
    return times(fixed_investment, renovation_rate_now)


@rule("下属企业数符合", label_en="Manages enough firms", entity="headquarters", unit="bool", source=HQ, verified="second_hand",
      in_force_from=date(2017, 1, 1), period="year")
def manages_enough_firms(managed_firms, outside_firms, hq_managed_least, hq_outside_least):
    return (managed_firms >= hq_managed_least) & (outside_firms >= hq_outside_least)


@rule("汇总收入比例符合", label_en="Pools enough revenue", entity="headquarters", unit="bool", source=HQ,
      verified="second_hand", in_force_from=date(2017, 1, 1), period="year")
def pools_enough_revenue(pooled_revenue, group_revenue, hq_pooled_rate):
    return pooled_revenue * ONE >= group_revenue * hq_pooled_rate


@rule("税收符合", label_en="Pays enough tax", entity="headquarters", unit="bool", source=HQ, verified="second_hand",
      in_force_from=date(2017, 1, 1), period="year", interpretation="建筑业要求连续两年；科技、信息、中介的标准没有查到。")
def pays_enough_tax(sector, tax_last_year, tax_year_before, hq_tax_least):
    least = hq_tax_least.at(sector)
    return (tax_last_year >= least) & any_of(sector != "construction", tax_year_before >= least)


@rule("符合综合型总部", label_en="Meets comprehensive headquarters", entity="headquarters", unit="bool", source=HQ,
      verified="second_hand", in_force_from=date(2017, 1, 1), period="year", benefit="总部企业", service="headquarters")
def is_comprehensive_headquarters(manages_enough_firms, pools_enough_revenue, pays_enough_tax):
    return all_of(manages_enough_firms, pools_enough_revenue, pays_enough_tax)


@rule("总部开办补助", label_en="Start-up support for headquarters", entity="headquarters", unit="fen", source=HQ,
      verified="second_hand", in_force_from=date(2022, 3, 1), period="once", benefit="总部企业",
      interpretation="未通过公平竞争审查的一律为零（公平竞争审查条例，2024年8月1日起施行）。")
def headquarters_opening_grant(is_comprehensive_headquarters, fair_competition_passed, paid_in_capital, hq_opening_rate,
                               hq_opening_cap):
    due = is_comprehensive_headquarters & fair_competition_passed
    return choose(due, at_most(times(paid_in_capital, hq_opening_rate), hq_opening_cap), 0)


@rule("产值增长奖励", label_en="Reward for growth of output", entity="growth_reward", unit="fen",
      source="福州市工业稳增长措施（2019年，已到期）", verified="second_hand", in_force_from=date(2019, 1, 1), period="year",
      benefit="增长奖励", interpretation="原办法已到期，作为历史和样式保留；现行办法的数值没有查到。")
def growth_reward_due(output_before, output_now, growth_least_output, growth_least_rate, growth_reward_rate):
    growth = output_now - output_before
    is_due = (output_now >= growth_least_output) & (growth * ONE >= output_before * growth_least_rate)
    return choose(is_due & (output_before > 0), times(growth, growth_reward_rate), 0)
