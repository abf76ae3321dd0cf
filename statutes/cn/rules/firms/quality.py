"""优质中小企业: 创新型中小企业、专精特新中小企业、专精特新“小巨人”."""

from datetime import date

from luoshi.entitlements.domain.rules import ONE, all_of, any_of, at_least, at_most, choose, divide, rate_of, rule

METHOD, START = "优质中小企业梯度培育管理暂行办法（工信部企业〔2022〕63号）", date(2022, 8, 1)
OF = {"entity": "quality_firm", "source": METHOD, "verified": "second_hand", "in_force_from": START, "period": "year"}


@rule("研发占比", label_en="Share of R&D", unit="rate", **OF)
def quality_rd_rate(rd_expense_year, total_revenue):
    return rate_of(rd_expense_year, total_revenue)


@rule("主营业务增长", label_en="Growth of main revenue", unit="rate", **OF)
def quality_main_growth(main_revenue, main_revenue_before):
    return rate_of(main_revenue - main_revenue_before, main_revenue_before)


@rule("近两年主营平均增长", label_en="Mean growth of two years", unit="rate", **OF)
def quality_mean_growth(quality_main_growth, main_revenue_before, main_revenue_two_before):
    before = rate_of(main_revenue_before - main_revenue_two_before, main_revenue_two_before)
    return divide(quality_main_growth + before, 1 + 1, "down")


@rule("主营占比", label_en="Share of main revenue", unit="rate", **OF)
def quality_main_rate(main_revenue, total_revenue):
    return rate_of(main_revenue, total_revenue)


@rule("资产负债率", label_en="Debt to assets", unit="rate", **OF, interpretation="向上取到万分之一，正好等于界限的算在低的一档。")
def quality_debt_rate(total_debt, firm_assets):
    return divide(total_debt * ONE, firm_assets, "up")


@rule("创新型：创新能力得分", label_en="Points for innovation", unit="points", **OF)
def innovative_ability(property_class, quality_rd_rate, innovative_property, innovative_research):
    return innovative_property.at(property_class) + innovative_research.band(quality_rd_rate)


@rule("创新型：成长性得分", label_en="Points for growth", unit="points", **OF)
def innovative_growing(quality_main_growth, quality_debt_rate, innovative_growth, innovative_debt):
    return innovative_growth.band(quality_main_growth) + innovative_debt.band(quality_debt_rate)


@rule("创新型：专业化得分", label_en="Points for specialisation", unit="points", **OF)
def innovative_special(is_emerging_product, emerging_points, other_field_points, quality_main_rate, innovative_main):
    return choose(is_emerging_product, emerging_points, other_field_points) + innovative_main.band(quality_main_rate)


@rule("创新型中小企业总分", label_en="Points in all", unit="points", **OF, benefit="创新型中小企业")
def innovative_points(innovative_ability, innovative_growing, innovative_special):
    return innovative_ability + innovative_growing + innovative_special


@rule("符合创新型中小企业", label_en="Meets innovative small firm", unit="bool", **OF, benefit="创新型中小企业")
def is_innovative_sme(is_sme, has_direct_entry, innovative_points, innovative_ability, innovative_growing,
                      innovative_special, innovative_least, innovation_least, growth_block_least, specialisation_least):
    floors = all_of(innovative_ability >= innovation_least, innovative_growing >= growth_block_least,
                    innovative_special >= specialisation_least)
    return is_sme & any_of(has_direct_entry, (innovative_points >= innovative_least) & floors)


@rule("专精特新：专业化得分", label_en="Points for being specialised", unit="points", **OF)
def special_points(quality_main_rate, quality_mean_growth, niche_points, key_field, special_main, special_growth,
                   special_field):
    return special_main.band(quality_main_rate) + special_growth.band(quality_mean_growth) + niche_points + special_field.at(key_field)


@rule("从事细分市场年限得分", label_en="Points for years in the niche", unit="points", **OF)
def niche_points(niche_years, years_a_point, most_niche_points):
    return at_most(divide(niche_years, years_a_point, "down"), most_niche_points)


@rule("质量管理得分", label_en="Points for quality", unit="points", **OF)
def quality_points(quality_items, points_a_quality_item, most_quality_points):
    return at_most(quality_items * points_a_quality_item, most_quality_points)


@rule("专精特新：精细化得分", label_en="Points for refinement", unit="points", **OF)
def refined_points(digital_level, quality_points, net_profit, total_revenue, quality_debt_rate, special_digital,
                   special_margin, special_debt):
    margin = special_margin.band(rate_of(net_profit, total_revenue))
    return special_digital.band(digital_level) + quality_points + margin + special_debt.band(quality_debt_rate)


@rule("研发投入得分", label_en="Points for R&D", unit="points", **OF, interpretation="按金额和按占比两种得分取高。")
def research_effort_points(rd_expense_year, quality_rd_rate, special_rd_amount, special_rd_rate):
    return at_least(special_rd_amount.band(rd_expense_year), special_rd_rate.band(quality_rd_rate))


@rule("专精特新：创新得分", label_en="Points for novelty", unit="points", **OF)
def novelty_points(property_class, research_effort_points, rd_staff, all_staff, rd_body, special_property, special_staff,
                   special_body):
    people = special_staff.band(rate_of(rd_staff, all_staff))
    return special_property.at(property_class) + research_effort_points + people + special_body.at(rd_body)


@rule("专精特新总分", label_en="Points in all", unit="points", **OF, benefit="专精特新中小企业",
      interpretation="特色化十五分的指标由省里规定，由申请人按省里的评分填写。")
def specialised_points(special_points, refined_points, provincial_feature_points, novelty_points):
    return special_points + refined_points + provincial_feature_points + novelty_points


@rule("达到专精特新门槛", label_en="Passes the gate", unit="bool", **OF)
def passes_specialised_gate(niche_years, niche_years_least, rd_expense_year, specialised_rd_least, quality_rd_rate,
                            specialised_rd_rate, total_revenue, specialised_revenue_least, new_equity, specialised_equity_least):
    research = (rd_expense_year >= specialised_rd_least) & (quality_rd_rate >= specialised_rd_rate)
    size = any_of(total_revenue >= specialised_revenue_least, new_equity >= specialised_equity_least)
    return all_of(niche_years >= niche_years_least, research, size)


@rule("符合专精特新中小企业", label_en="Meets specialised-and-new firm", unit="bool", **OF, benefit="专精特新中小企业")
def is_specialised_sme(passes_specialised_gate, specialised_points, specialised_least, has_direct_specialised):
    return passes_specialised_gate & any_of(has_direct_specialised, specialised_points >= specialised_least)


@rule("小巨人研发投入达标", label_en="R&D of a little giant", unit="bool", **OF,
      interpretation="一亿元以上、五千万至一亿元的，近两年每年都要达到；五千万元以下看新增股权融资、研发费用和研发人员。")
def meets_giant_research(total_revenue, giant_large, giant_middle, rd_expense_year, rd_expense_before, total_revenue_before,
                         giant_large_rd, giant_middle_rd, new_equity, giant_small_equity, giant_small_rd, rd_staff,
                         all_staff, giant_small_staff):
    def each(rate):
        now = rd_expense_year * ONE >= total_revenue * rate
        return now & (rd_expense_before * ONE >= total_revenue_before * rate)

    small = all_of(new_equity >= giant_small_equity, rd_expense_year >= giant_small_rd,
                   rd_staff * ONE >= all_staff * giant_small_staff)
    middle = choose(total_revenue >= giant_middle, each(giant_middle_rd), small)
    return choose(total_revenue >= giant_large, each(giant_large_rd), middle)


@rule("符合专精特新“小巨人”", label_en="Meets little giant", unit="bool", **OF, benefit="专精特新“小巨人”",
      interpretation="产业链配套和主导产品领域两项由专家判断，不在此式。")
def is_little_giant(holds_specialised, niche_years, giant_niche_years, quality_main_rate, giant_main_rate,
                    quality_mean_growth, giant_growth_rate, has_digital_process, is_certified, quality_debt_rate,
                    giant_debt_rate, niche_share_percent, giant_niche_share, has_own_brand, meets_giant_research,
                    has_rd_body, class_one_main, giant_class_one):
    market = all_of(niche_years >= giant_niche_years, quality_main_rate >= giant_main_rate,
                    quality_mean_growth >= giant_growth_rate, niche_share_percent >= giant_niche_share, has_own_brand)
    able = all_of(has_digital_process, is_certified, quality_debt_rate <= giant_debt_rate, meets_giant_research,
                  has_rd_body, class_one_main >= giant_class_one)
    return all_of(holds_specialised, market, able)
