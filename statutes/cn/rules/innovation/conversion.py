"""促进科技成果转化法 第四十五条; 加计扣除; 人才、养老服务."""

from datetime import date

from luoshi.entitlements.domain.rules import at_least, at_most, choose, divide, rule, times

LAW, START = "促进科技成果转化法 第四十五条", date(2015, 10, 1)
EXTRA = "关于进一步完善研发费用税前加计扣除政策的公告（2023年）"


@rule("转化净收入", label_en="Net income", entity="result_conversion", unit="fen", source=LAW, verified="second_hand",
      in_force_from=START, period="case", interpretation="扣除中介、评估、印花税等直接交易成本；作价投资和自行实施不扣。")
def conversion_net(conversion_kind, conversion_price, conversion_cost):
    return choose(conversion_kind == "transfer", conversion_price - conversion_cost, at_least(conversion_price, 0))


@rule("完成和转化人员份额", label_en="Share of those who made it", entity="result_conversion", unit="rate", source=LAW,
      verified="second_hand", in_force_from=START, period="case",
      interpretation="没有规定也没有约定的按法定下限；国家设立的院所、高校的规定和约定不得低于下限。")
def conversion_share(conversion_kind, agreed_percent, is_state_founded, conversion_shares, percent_rate):
    floor, agreed = conversion_shares.at(conversion_kind), agreed_percent * percent_rate
    unset = choose(agreed_percent == 0, floor, agreed)
    return choose(is_state_founded, at_least(unset, floor), unset)


@rule("完成和转化人员应得", label_en="Due to those who made it", entity="result_conversion", unit="fen", source=LAW,
      verified="second_hand", in_force_from=START, period="case", benefit="成果转化收益", service="result-conversion")
def conversion_reward(conversion_net, conversion_share):
    return times(conversion_net, conversion_share)


@rule("主要贡献人员至少应得", label_en="Due to the main contributors", entity="result_conversion", unit="fen",
      source="实施《促进科技成果转化法》若干规定（国发〔2016〕16号）", in_force_from=date(2016, 2, 26), period="case",
      benefit="成果转化收益")
def main_contributors_reward(conversion_reward, main_contributor_rate):
    return times(conversion_reward, main_contributor_rate)


@rule("可计入的其他费用", label_en="Other costs counted", entity="research_deduction", unit="fen", source=EXTRA,
      in_force_from=date(2023, 1, 1), period="year")
def counted_other_costs(direct_costs, other_costs, other_cost_share, other_cost_rest):
    return at_most(other_costs, divide(direct_costs * other_cost_share, other_cost_rest))


@rule("加计扣除基数", label_en="Base of the extra deduction", entity="research_deduction", unit="fen", source=EXTRA,
      verified="second_hand", in_force_from=date(2023, 1, 1), period="year",
      interpretation="委托按八成计；委托境外不超过境内符合条件费用的三分之二。")
def deduction_base(direct_costs, counted_other_costs, commissioned_home, commissioned_abroad, commissioned_rate,
                   abroad_parts, abroad_whole, is_excluded_trade):
    home = direct_costs + counted_other_costs + times(commissioned_home, commissioned_rate)
    limit = divide(home * abroad_parts, abroad_whole, "down")
    return choose(is_excluded_trade, 0, home + at_most(times(commissioned_abroad, commissioned_rate), limit))


@rule("加计扣除节税", label_en="Tax saved", entity="research_deduction", unit="fen", source=EXTRA,
      in_force_from=date(2023, 1, 1), period="year", benefit="研发费用加计扣除")
def deduction_tax_saved(deduction_base, extra_deduction_rate, income_tax_percent, percent_rate):
    return times(times(deduction_base, extra_deduction_rate), income_tax_percent * percent_rate)


@rule("人才层次", label_en="Talent class", entity="talent_claim", unit="count", source="人才层次认定办法",
      in_force_from=date(2021, 1, 1), period="once", benefit="人才层次",
      interpretation="同时符合多类的取最高一类：A 为 1，E 为 5，都不符合为 0；目录由省、市规定。")
def talent_rank(meets_a, meets_b, meets_c, meets_d, meets_e, talent_ranks):
    rank = choose(meets_e, talent_ranks.rows["e"], 0)
    for letter, meets in (("d", meets_d), ("c", meets_c), ("b", meets_b), ("a", meets_a)):
        rank = choose(meets, talent_ranks.rows[letter], rank)
    return rank


@rule("安家补助总额", label_en="Settling money", entity="talent_claim", unit="fen", source="人才待遇办法",
      in_force_from=date(2021, 1, 1), period="once", benefit="人才待遇", service="talent")
def settling_money(talent_rank, settling_amounts):
    return settling_amounts.at(talent_rank)


@rule("已发安家补助", label_en="Settling money paid", entity="talent_claim", unit="fen", source="人才待遇办法",
      in_force_from=date(2021, 1, 1), period="once", benefit="人才待遇")
def settling_paid(settling_money, insured_months_here, settling_parts, months_a_part):
    parts = at_most(divide(insured_months_here, months_a_part, "down"), settling_parts)
    return divide(settling_money * parts, settling_parts)


@rule("应退回安家补助", label_en="Settling money to pay back", entity="talent_claim", unit="fen", source="人才待遇办法",
      in_force_from=date(2021, 1, 1), period="once", benefit="人才待遇")
def settling_clawback(settling_paid, has_left, insured_months_here, promised_months):
    left = at_least(promised_months - insured_months_here, 0)
    return choose(has_left, divide(settling_paid * left, promised_months), 0)


@rule("应补贴服务小时", label_en="Hours paid", entity="care_claim", unit="hours", source="政府购买养老服务办法",
      in_force_from=date(2021, 1, 1), benefit="养老服务补贴", service="care")
def payable_care_hours(ability_grade, delivered_hours, care_hours):
    return at_most(delivered_hours, care_hours.at(ability_grade))


@rule("知识产权得分", label_en="Points for property", entity="innovation_score", unit="points",
      source="高新技术企业认定管理工作指引（国科发火〔2016〕195号）", verified="second_hand", in_force_from=date(2016, 1, 1), period="year")
def capped_property_points(property_points, property_points_most):
    return at_most(property_points, property_points_most)


@rule("净资产增长得分", label_en="Points for growth of net assets", entity="innovation_score", unit="points",
      source="高新技术企业认定管理工作指引（国科发火〔2016〕195号）", verified="second_hand", in_force_from=date(2016, 1, 1), period="year",
      interpretation="取各档的最低分；第一年为零的只看后两年，第二年为零的得零分。")
def asset_growth_points(net_assets_1, net_assets_2, net_assets_3, growth_points, whole_rate):
    return _growth(net_assets_1, net_assets_2, net_assets_3, growth_points, whole_rate)


@rule("销售增长得分", label_en="Points for growth of sales", entity="innovation_score", unit="points",
      source="高新技术企业认定管理工作指引（国科发火〔2016〕195号）", verified="second_hand", in_force_from=date(2016, 1, 1), period="year")
def sales_growth_points(sales_1, sales_2, sales_3, growth_points, whole_rate):
    return _growth(sales_1, sales_2, sales_3, growth_points, whole_rate)


@rule("净资产增长得分上限", label_en="Most points for growth of net assets", entity="innovation_score", unit="points",
      source="高新技术企业认定管理工作指引（国科发火〔2016〕195号）", verified="second_hand", in_force_from=date(2016, 1, 1), period="year",
      interpretation="取各档的最高分。")
def asset_growth_points_most(net_assets_1, net_assets_2, net_assets_3, growth_points_most, whole_rate):
    return _growth(net_assets_1, net_assets_2, net_assets_3, growth_points_most, whole_rate)


@rule("销售增长得分上限", label_en="Most points for growth of sales", entity="innovation_score", unit="points",
      source="高新技术企业认定管理工作指引（国科发火〔2016〕195号）", verified="second_hand", in_force_from=date(2016, 1, 1), period="year")
def sales_growth_points_most(sales_1, sales_2, sales_3, growth_points_most, whole_rate):
    return _growth(sales_1, sales_2, sales_3, growth_points_most, whole_rate)


def _growth(one, two, three, points, whole_rate):
    """Half of the two years' ratios less one; a year without any base leaves only the later one."""
    some = at_least(one, 1), at_least(two, 1)
    later = divide(three * whole_rate, some[1], "down")
    mean = divide(divide(two * whole_rate, some[0], "down") + later, 2, "down")
    rate = choose(one == 0, later, mean) - whole_rate
    return choose(two == 0, 0, choose(rate <= 0, 0, points.band(at_least(rate, 0))))


@rule("创新能力总分", label_en="Innovation score", entity="innovation_score", unit="points",
      source="高新技术企业认定管理工作指引（国科发火〔2016〕195号）", verified="second_hand", in_force_from=date(2016, 1, 1), period="year",
      benefit="创新能力评分")
def innovation_total(capped_property_points, conversion_points, management_points, asset_growth_points,
                     sales_growth_points):
    return capped_property_points + conversion_points + management_points + asset_growth_points + sales_growth_points
