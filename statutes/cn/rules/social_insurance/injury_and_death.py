"""工伤保险条例: 护理费、因工死亡."""

from datetime import date

from luoshi.entitlements.domain.rules import at_most, choose, rule, times

LAW, START = "工伤保险条例", date(2011, 1, 1)


@rule("生活护理费", label_en="Care fee", entity="work_injury", unit="fen", source=f"{LAW} 第三十四条", verified="second_hand",
      in_force_from=START, benefit="工伤待遇")
def injury_care_fee(regional_wage, care_dependence, injury_care_rates):
    return times(regional_wage, injury_care_rates.at(care_dependence))


@rule("丧葬补助金", label_en="Funeral grant", entity="work_death", unit="fen", source=f"{LAW} 第三十九条",
      verified="second_hand", in_force_from=START, period="once", benefit="因工死亡待遇")
def funeral_grant(regional_wage_now, funeral_months):
    return regional_wage_now * funeral_months


@rule("供养亲属抚恤金月额", label_en="Family allowance a month", entity="work_death", unit="fen",
      source=f"{LAW} 第三十九条", verified="second_hand", in_force_from=START, benefit="因工死亡待遇",
      interpretation="各人之和不高于本人工资；超过时按比例分配。")
def family_allowance(deceased_wage, has_spouse, other_dependants, lonely_dependants, spouse_rate, dependant_rate,
                     lonely_points):
    rates = choose(has_spouse, spouse_rate, 0) + other_dependants * dependant_rate + lonely_dependants * lonely_points
    return at_most(times(deceased_wage, rates), deceased_wage)


@rule("一次性工亡补助金", label_en="Death grant", entity="work_death", unit="fen", source=f"{LAW} 第三十九条",
      verified="second_hand", in_force_from=START, period="once", benefit="因工死亡待遇",
      interpretation="上一年度全国城镇居民人均可支配收入的二十倍，按死亡当年公布的数。")
def death_grant(has_died_at_work, death_grant_amount):
    return choose(has_died_at_work, death_grant_amount, 0)
