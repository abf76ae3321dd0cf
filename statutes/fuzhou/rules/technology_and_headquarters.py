"""福州市: 技术交易奖励、职能型总部."""

from datetime import date

from luoshi.entitlements.domain.rules import all_of, at_most, choose, rule, times

JURISDICTION = "3501"
TRADE, HQ = "福州市促进科技成果转移转化若干措施（2017年）", "福州市总部企业认定办法（2017年）"
START = date(2017, 1, 1)


@rule("登记额奖励", label_en="Reward for registered contracts", entity="technology_trade", unit="fen", source=TRADE,
      verified="second_hand", in_force_from=START, period="year", benefit="技术交易奖励")
def registered_reward(registered_amount, registered_rates, registered_cap):
    return at_most(registered_rates.brackets(registered_amount), registered_cap)


@rule("购买知识产权补助", label_en="Subsidy for buying property", entity="technology_trade", unit="fen", source=TRADE,
      verified="second_hand", in_force_from=START, period="year", benefit="技术交易奖励",
      interpretation="二十万元以上的按一成，封顶十万元；五十万元以上的另走省级办法。")
def purchase_subsidy(purchase_amount, purchase_least, purchase_rate, purchase_cap):
    return choose(purchase_amount >= purchase_least, at_most(times(purchase_amount, purchase_rate), purchase_cap), 0)


@rule("符合研发中心职能总部", label_en="Meets R&D-centre headquarters", entity="functional_headquarters", unit="bool",
      source=HQ, verified="second_hand", in_force_from=START, period="year", benefit="职能型总部")
def is_research_headquarters(hq_paid_in, hq_tax, hq_rd_equipment, hq_rd_spend, hq_researchers, rdhq_paid_in, rdhq_tax,
                             rdhq_equipment, rdhq_spend, rdhq_researchers):
    return all_of(hq_paid_in >= rdhq_paid_in, hq_tax >= rdhq_tax, hq_rd_equipment >= rdhq_equipment,
                  hq_rd_spend >= rdhq_spend, hq_researchers >= rdhq_researchers)


@rule("符合销售中心职能总部", label_en="Meets sales-centre headquarters", entity="functional_headquarters", unit="bool",
      source=HQ, verified="second_hand", in_force_from=START, period="year", benefit="职能型总部")
def is_sales_headquarters(hq_sales, hq_paid_in, hq_tax, saleshq_sales, saleshq_paid_in, saleshq_tax):
    return all_of(hq_sales >= saleshq_sales, hq_paid_in >= saleshq_paid_in, hq_tax >= saleshq_tax)
