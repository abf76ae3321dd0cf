"""创新能力评分的可得区间: what the experts may give at least and at most for what the firm has."""

from datetime import date

from luoshi.entitlements.domain.rules import all_of, at_most, choose, rule

GUIDE = "高新技术企业认定管理工作指引（国科发火〔2016〕195号）"
OF = {"entity": "innovation_score", "unit": "points", "source": GUIDE, "verified": "second_hand",
      "in_force_from": date(2016, 1, 1), "period": "year"}


@rule("知识产权最低得分", label_en="Least points for property", **OF)
def property_points_least(technical_step, support_step, class_one_count, class_two_count, property_source,
                          wrote_standards, step_points_least, class_one_points_least, class_two_points_least,
                          property_source_least, standards_points_least, property_points_most):
    steps = step_points_least.at(technical_step) + step_points_least.at(support_step)
    quantity = choose(class_one_count >= 1, class_one_points_least, class_two_points_least.band(class_two_count))
    bonus = choose(wrote_standards, standards_points_least, 0)
    return at_most(steps + quantity + property_source_least.at(property_source) + bonus, property_points_most)


@rule("知识产权最高得分", label_en="Most points for property", **OF, interpretation="含标准加分，仍以三十分为限。")
def property_points_reachable(technical_step, support_step, class_one_count, class_two_count, property_source,
                              wrote_standards, step_points_most, class_one_points_most, class_two_points_most,
                              property_source_most, standards_points_most, property_points_most):
    steps = step_points_most.at(technical_step) + step_points_most.at(support_step)
    quantity = choose(class_one_count >= 1, class_one_points_most, class_two_points_most.band(class_two_count))
    bonus = choose(wrote_standards, standards_points_most, 0)
    return at_most(steps + quantity + property_source_most.at(property_source) + bonus, property_points_most)


@rule("总分最低", label_en="Least score", **OF, benefit="创新能力评分", interpretation="研发组织管理按专家打分计入。")
def score_lowest(property_points_least, yearly_conversions, conversion_points_least, management_points,
                 asset_growth_points, sales_growth_points):
    converted = conversion_points_least.band(yearly_conversions)
    return property_points_least + converted + management_points + asset_growth_points + sales_growth_points


@rule("总分最高", label_en="Most score", **OF, benefit="创新能力评分")
def score_highest(property_points_reachable, yearly_conversions, conversion_points_most, management_points,
                  asset_growth_points_most, sales_growth_points_most):
    converted = conversion_points_most.band(yearly_conversions)
    grown = asset_growth_points_most + sales_growth_points_most
    return property_points_reachable + converted + management_points + grown


@rule("有望达到认定分数", label_en="May reach the score", **{**OF, "unit": "bool"}, benefit="创新能力评分",
      interpretation="最高分够而最低分不够的，由专家打分决定。")
def may_reach_score(score_highest, high_tech_least_score):
    return score_highest >= high_tech_least_score


@rule("由专家打分决定", label_en="The experts decide", **{**OF, "unit": "bool"}, benefit="创新能力评分")
def depends_on_experts(score_lowest, score_highest, high_tech_least_score):
    return all_of(score_lowest < high_tech_least_score, score_highest >= high_tech_least_score)
