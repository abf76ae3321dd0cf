"""低保边缘、刚性支出困难、单人保: the layers above the minimum."""

from datetime import date

from luoshi.entitlements.domain.rules import MONTHS_A_YEAR, ONE, all_of, any_of, choose, one_of, rule

METHOD, START = "最低生活保障审核确认办法", date(2021, 7, 1)
RIGID = "刚性支出困难家庭认定办法"


@rule("重度残疾", label_en="Severely disabled", entity="person", unit="bool", source=f"{METHOD} 第八条",
      verified="second_hand", in_force_from=START)
def is_severely_disabled(disability_kind, disability_grade, severe_grade):
    return (disability_kind != "0") & (disability_grade <= severe_grade)


@rule("三级智力或精神残疾", label_en="Intellectual or mental disability of grade 3", entity="person", unit="bool",
      source=f"{METHOD} 第八条", verified="second_hand", in_force_from=START)
def is_mentally_disabled(disability_kind, disability_grade, mental_grade):
    return one_of(disability_kind, "5", "6") & (disability_grade <= mental_grade)


@rule("边缘家庭存款符合限额", label_en="Deposits within the limit for edge families", entity="household", unit="bool",
      source=f"{METHOD} 第八条", in_force_from=START)
def meets_edge_deposit_limit(deposits, members, edge_deposit_limit_per_person):
    return deposits <= members * edge_deposit_limit_per_person


@rule("边缘家庭财产符合规定", label_en="Property within the limits for edge families", entity="household", unit="bool",
      source=f"{METHOD} 第八条", in_force_from=START)
def meets_edge_asset_limit(meets_edge_deposit_limit, meets_house_limit, meets_vehicle_limit):
    return all_of(meets_edge_deposit_limit, meets_house_limit, meets_vehicle_limit)


@rule("收入低于边缘线", label_en="Income below the edge line", entity="household", unit="bool",
      source="关于加强低收入人口动态监测做好分层分类社会救助工作的意见（2023年）", verified="second_hand", in_force_from=START)
def is_below_edge_line(assessed_income, members, minimum_living_standard, edge_rate):
    return assessed_income * ONE < minimum_living_standard * members * edge_rate


@rule("低保边缘家庭", label_en="Edge family", entity="household", unit="bool", source=f"{METHOD} 第八条",
      verified="second_hand", in_force_from=START, benefit="低保边缘家庭", award=("assistance", "edge"),
      excludes=("is_rigid_expense_household",))
def is_edge_household(is_minimum_living, receives_extreme_poverty, is_below_edge_line, meets_edge_asset_limit):
    return all_of(~is_minimum_living, ~receives_extreme_poverty, is_below_edge_line, meets_edge_asset_limit)


@rule("可以单人保的情形", label_en="May count alone", entity="person", unit="bool", source=f"{METHOD} 第八条",
      verified="second_hand", in_force_from=START,
      interpretation="残疾一、二级不限类别，三级仅限智力、精神；重特大疾病以医保目录为准。")
def may_count_alone(is_severely_disabled, is_mentally_disabled, seriously_ill):
    return any_of(is_severely_disabled, is_mentally_disabled, seriously_ill)


@rule("单人纳入低保", label_en="Counted alone for the allowance", entity="person", unit="bool", source=f"{METHOD} 第八条",
      verified="second_hand", in_force_from=START, benefit="单人保", service="minimum-living",
      amount="single_person_allowance")
def is_single_person_case(is_edge_household, may_count_alone):
    return is_edge_household & may_count_alone


@rule("单人保金额", label_en="Allowance when counted alone", entity="person", unit="fen", source=f"{METHOD} 第二十三条",
      in_force_from=START, benefit="单人保")
def single_person_allowance(is_single_person_case, single_person_amount):
    return choose(is_single_person_case, single_person_amount, 0)


@rule("年刚性支出", label_en="Unavoidable costs in the year", entity="household", unit="fen", source=f"{RIGID} 第四条",
      in_force_from=date(2025, 1, 1), period="year", interpretation="条次待核对。")
def rigid_expense_year(rigid_medical_year, rigid_education_year, rigid_rehabilitation_year):
    return rigid_medical_year + rigid_education_year + rigid_rehabilitation_year


@rule("人均收入低于上年度人均可支配收入", label_en="Income per head below last year's disposable income", entity="household",
      unit="bool", source=f"{RIGID} 第四条", verified="second_hand", in_force_from=date(2025, 1, 1), period="year")
def is_below_disposable_income(assessed_income, members, disposable_income_per_head):
    return assessed_income * MONTHS_A_YEAR < disposable_income_per_head * members


@rule("刚性支出超过收入比例", label_en="Unavoidable costs exceed the share of income", entity="household", unit="bool",
      source=f"{RIGID} 第四条", verified="second_hand", in_force_from=date(2025, 1, 1), period="year",
      interpretation="“超出”不含本数。")
def exceeds_rigid_share(rigid_expense_year, assessed_income, rigid_share):
    return rigid_expense_year * ONE > assessed_income * MONTHS_A_YEAR * rigid_share


@rule("刚性支出困难家庭", label_en="Family with unavoidable costs", entity="household", unit="bool", source=RIGID,
      verified="second_hand", in_force_from=date(2025, 1, 1), period="year", benefit="刚性支出困难家庭",
      award=("assistance", "rigid_expense"))
def is_rigid_expense_household(is_minimum_living, is_edge_household, receives_extreme_poverty,
                               is_below_disposable_income, meets_edge_asset_limit, exceeds_rigid_share):
    higher = is_minimum_living | is_edge_household | receives_extreme_poverty
    return all_of(~higher, is_below_disposable_income, meets_edge_asset_limit, exceeds_rigid_share)
