"""最低生活保障: who is entitled, to how much, and for how long after finding work."""

from datetime import date

from luoshi.entitlements.domain.rules import all_of, at_least, choose, month_of, one_of, rounded_up, rule

METHOD, START = "最低生活保障审核确认办法", date(2021, 7, 1)
BENEFIT = "最低生活保障"


@rule("存款符合限额", label_en="Deposits within the limit", entity="household", unit="bool", source=f"{METHOD} 第十四条",
      in_force_from=START, interpretation="条次待核对；限额由地方规定。")
def meets_deposit_limit(deposits, members, deposit_limit_per_person):
    return deposits <= members * deposit_limit_per_person


@rule("住房符合限额", label_en="Dwellings within the limit", entity="household", unit="bool", source=f"{METHOD} 第十四条",
      in_force_from=START)
def meets_house_limit(houses, house_limit):
    return houses <= house_limit


@rule("车辆符合限额", label_en="Vehicles within the limit", entity="household", unit="bool", source=f"{METHOD} 第十四条",
      in_force_from=START)
def meets_vehicle_limit(vehicles, vehicle_limit):
    return vehicles <= vehicle_limit


@rule("财产符合规定", label_en="Property within the limits", entity="household", unit="bool", source=f"{METHOD} 第八条",
      verified="second_hand", in_force_from=START)
def meets_asset_limit(meets_deposit_limit, meets_house_limit, meets_vehicle_limit):
    return all_of(meets_deposit_limit, meets_house_limit, meets_vehicle_limit)


@rule("人均收入低于低保标准", label_en="Income per head below the standard", entity="household", unit="bool",
      source=f"{METHOD} 第八条", verified="second_hand", in_force_from=START,
      interpretation="“低于”不含本数。比较时用总额，不先除以人数。")
def is_below_standard(assessed_income, members, minimum_living_standard):
    return assessed_income < minimum_living_standard * members


@rule("已享受特困供养", label_en="Receives extreme-poverty support", entity="household", unit="bool",
      source="特困人员认定办法 第九条", verified="second_hand", in_force_from=START)
def receives_extreme_poverty(assistance):
    return assistance == "extreme_poverty"


@rule("正在享受低保", label_en="Receives the minimum living allowance", entity="household", unit="bool",
      source=f"{METHOD} 第三十一条", verified="second_hand", in_force_from=START)
def receives_minimum_living(assistance):
    return assistance == "minimum_living"


@rule("符合最低生活保障", label_en="Entitled to the minimum living allowance", entity="household", unit="bool",
      source=f"{METHOD} 第八条", verified="second_hand", in_force_from=START, benefit=BENEFIT,
      service="minimum-living", award=("assistance", "minimum_living"), amount="minimum_living_allowance",
      kept_by="is_in_withdrawal", excludes=("is_edge_household", "is_rigid_expense_household"))
def is_minimum_living(is_below_standard, meets_asset_limit, receives_extreme_poverty):
    return all_of(is_below_standard, meets_asset_limit, ~receives_extreme_poverty)


@rule("最低生活保障金", label_en="Minimum living allowance", entity="household", unit="fen",
      source="社会救助暂行办法 第十二条", verified="second_hand", in_force_from=START, benefit=BENEFIT,
      interpretation="按补差计算：标准乘人口减家庭收入，最后一步见分进元，不先除后乘。")
def minimum_living_allowance(is_minimum_living, minimum_living_standard, members, assessed_income, allowance_step):
    """The gap between the line for the whole family and what it earns, up to the next whole step."""
    gap = at_least(minimum_living_standard * members - assessed_income, 0)
    return choose(is_minimum_living, rounded_up(gap, allowance_step), 0)


@rule("家中有人就业", label_en="Somebody works", entity="household", unit="bool",
      source="关于进一步做好最低生活保障等社会救助兜底工作的通知（2022年）", verified="second_hand", in_force_from=START, members="any")
def has_worker(is_working):
    return is_working


@rule("渐退期最后一个月", label_en="Last month of the withdrawal period", entity="household", unit="month",
      source="关于进一步做好最低生活保障等社会救助兜底工作的通知（2022年）", verified="second_hand",
      in_force_from=date(2022, 10, 20), interpretation="从核对决定的次月起算，最长六个月。")
def withdrawal_last_month(income_checked_on, withdrawal_months):
    return month_of(income_checked_on) + withdrawal_months


@rule("处于渐退期", label_en="In the withdrawal period", entity="household", unit="bool",
      source="关于进一步做好最低生活保障等社会救助兜底工作的通知（2022年）", verified="second_hand",
      in_force_from=date(2022, 10, 20), benefit="低保渐退")
def is_in_withdrawal(receives_minimum_living, is_below_standard, has_worker, withdrawal_last_month, as_of):
    return all_of(receives_minimum_living, ~is_below_standard, has_worker, withdrawal_last_month >= month_of(as_of))


@rule("劳动年龄内可就业", label_en="Of working age and able", entity="person", unit="bool", source="社会救助暂行办法 第四十三条",
      verified="second_hand", in_force_from=date(2014, 5, 1))
def is_able_worker(age, working_age, elder_age, is_severely_disabled, in_school):
    return all_of(age >= working_age, age < elder_age, ~is_severely_disabled, ~in_school)


@rule("可就业而未就业", label_en="Able but out of work", entity="person", unit="bool", source="社会救助暂行办法 第四十三条",
      verified="second_hand", in_force_from=date(2014, 5, 1))
def is_able_without_work(is_able_worker, employment):
    return is_able_worker & one_of(employment, "registered_unemployed", "out_of_labour_force")


@rule("可就业且在业", label_en="Able and in work", entity="person", unit="bool", source="社会救助暂行办法 第四十三条",
      verified="second_hand", in_force_from=date(2014, 5, 1))
def is_able_at_work(is_able_worker, is_working):
    return is_able_worker & is_working


@rule("有可就业未就业成员", label_en="Has an able member out of work", entity="household", unit="bool",
      source="社会救助暂行办法 第四十三条", verified="second_hand", in_force_from=date(2014, 5, 1), members="any")
def has_able_without_work(is_able_without_work):
    return is_able_without_work


@rule("有在业成员", label_en="Has a member at work", entity="household", unit="bool", source="社会救助暂行办法 第四十三条",
      verified="second_hand", in_force_from=date(2014, 5, 1), members="any")
def has_able_at_work(is_able_at_work):
    return is_able_at_work


@rule("零就业家庭", label_en="Family without work", entity="household", unit="bool", source="社会救助暂行办法 第四十三条",
      verified="second_hand", in_force_from=date(2014, 5, 1), benefit="就业救助", period="day")
def is_zero_employment(has_able_without_work, has_able_at_work):
    return has_able_without_work & ~has_able_at_work
