"""特困人员认定办法: no ability, no income, nobody able to support."""

from datetime import date

from luoshi.entitlements.domain.rules import all_of, any_of, choose, one_of, rule, times

METHOD, START = "特困人员认定办法", date(2021, 7, 1)


@rule("无劳动能力", label_en="Unable to work", entity="person", unit="bool", source=f"{METHOD} 第五条",
      verified="second_hand", in_force_from=START,
      interpretation="老年人、未成年人；智力、精神一至三级，肢体一、二级，视力一级。听力、言语残疾不在其列。")
def is_unable_to_work(age, elder_age, child_age, disability_kind, disability_grade, mental_grade, severe_grade,
                      blind_grade):
    by_age = (age >= elder_age) | (age < child_age)
    mental = one_of(disability_kind, "5", "6") & (disability_grade <= mental_grade)
    limb = (disability_kind == "4") & (disability_grade <= severe_grade)
    sight = (disability_kind == "1") & (disability_grade <= blind_grade)
    return any_of(by_age, mental, limb, sight)


@rule("无生活来源", label_en="Without means of living", entity="person", unit="bool", source=f"{METHOD} 第六条",
      verified="second_hand", in_force_from=START)
def is_without_means(countable_income, minimum_living_standard, meets_asset_limit):
    return (countable_income < minimum_living_standard) & meets_asset_limit


@rule("符合特困人员救助供养", label_en="Entitled to extreme-poverty support", entity="person", unit="bool",
      source=f"{METHOD} 第四条", verified="second_hand", in_force_from=START, benefit="特困人员救助供养",
      service="extreme-poverty", amount="extreme_poverty_basic_living", excludes=("is_without_effective_guardians",))
def is_extreme_poverty(is_alive, is_unable_to_work, is_without_means, has_able_supporter):
    return all_of(is_alive, is_unable_to_work, is_without_means, ~has_able_supporter)


@rule("特困基本生活标准", label_en="Basic living of extreme-poverty support", entity="person", unit="fen",
      source="国务院关于进一步健全特困人员救助供养制度的意见", in_force_from=START, benefit="特困人员救助供养")
def extreme_poverty_basic_living(is_extreme_poverty, minimum_living_standard, extreme_poverty_rate):
    return choose(is_extreme_poverty, times(minimum_living_standard, extreme_poverty_rate), 0)
