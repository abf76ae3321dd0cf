"""福建省: 残疾人两项补贴, 研发投入奖励."""

from datetime import date

from luoshi.entitlements.domain.rules import any_of, at_most, choose, rule, times

JURISDICTION = "35"
TWO, START = "福建省残疾人两项补贴办法（闽民规〔2023〕9号）", date(2023, 11, 20)


@rule("困难残疾人", label_en="Poor disabled person", entity="person", unit="bool", source=TWO, verified="second_hand",
      in_force_from=START, interpretation="低保家庭中的残疾人、低保边缘家庭中的重度残疾人；施行日期待核对。")
def is_poor_disabled(disability_kind, receives_minimum_living, assistance, is_severely_disabled):
    edge = (assistance == "edge") & is_severely_disabled
    return (disability_kind != "0") & any_of(receives_minimum_living, edge)


@rule("重度残疾人护理补贴", label_en="Care subsidy for severely disabled persons", entity="person", unit="fen", source=TWO,
      verified="second_hand", in_force_from=START, benefit="残疾人两项补贴", service="disability-subsidies")
def disability_care_subsidy(is_in_need_of_care, is_poor_disabled, disability_grade, disability_care_poor,
                            disability_care_others):
    amount = choose(is_poor_disabled, disability_care_poor.at(disability_grade), disability_care_others.at(disability_grade))
    return choose(is_in_need_of_care, amount, 0)


@rule("研发费用年增量", label_en="Growth of R&D in the year", entity="firm", unit="fen",
      source="福建省2025年企业研发投入奖励通知（2025-09-25）", verified="second_hand", in_force_from=date(2025, 9, 25), period="year")
def research_growth(rd_expense_y1, rd_expense_y2):
    return rd_expense_y1 - rd_expense_y2


@rule("研发投入奖励", label_en="Reward for R&D", entity="firm", unit="fen",
      source="福建省2025年企业研发投入奖励通知（2025-09-25）", verified="second_hand", in_force_from=date(2025, 9, 25), period="year",
      benefit="研发投入奖励", interpretation="研发费用超过下限且增量不少于规定数的，按增量比例，免申即享。")
def research_reward(rd_expense_y1, research_growth, research_reward_over, research_reward_growth, research_reward_rate,
                    research_reward_cap):
    is_due = (rd_expense_y1 > research_reward_over) & (research_growth >= research_reward_growth)
    return choose(is_due, at_most(times(research_growth, research_reward_rate), research_reward_cap), 0)
