"""最低生活保障审核确认办法 第七条、第十一条至第十三条: who counts as family, and what counts as income."""

from datetime import date

from luoshi.entitlements.domain.rules import MONTHS_A_YEAR, at_least, choose, divide, rule, times

METHOD, START = "最低生活保障审核确认办法", date(2021, 7, 1)


@rule("计入家庭人口", label_en="Counted in the family", entity="person", unit="bool", source=f"{METHOD} 第七条",
      verified="second_hand", in_force_from=START,
      interpretation="同户登记的成员视为共同生活；服刑等人员和已死亡人员不计入。宗教教职、失踪人员由经办人员剔除。")
def is_counted_member(in_prison, is_alive):
    return ~in_prison & is_alive


@rule("扣减就业成本后的工资", label_en="Wage after the cost of working", entity="person", unit="fen",
      source=f"{METHOD} 第十三条", verified="second_hand", in_force_from=START)
def wage_after_work_cost(wage_monthly, work_cost_rate):
    return wage_monthly - times(wage_monthly, work_cost_rate)


@rule("计入的经营净收入", label_en="Business income counted", entity="person", unit="fen", source=f"{METHOD} 第十二条",
      verified="second_hand", in_force_from=START, interpretation="经营亏损按零计算，不抵减其他收入。")
def counted_business_income(business_income_monthly):
    return at_least(business_income_monthly, 0)


@rule("计入的养老金", label_en="Pension counted", entity="person", unit="fen", source=f"{METHOD} 第十三条",
      verified="second_hand", in_force_from=START,
      interpretation="“十四五”期间中央确定的城乡居民基础养老金不计入；以后是否延续待核实。")
def counted_pension(pension_monthly, basic_pension_monthly):
    return pension_monthly - basic_pension_monthly


@rule("可计入收入", label_en="Countable income", entity="person", unit="fen", source=f"{METHOD} 第十一条至第十三条",
      verified="second_hand", in_force_from=START)
def countable_income(wage_after_work_cost, counted_business_income, property_income_monthly,
                     transfer_income_monthly, counted_pension, excluded_income_monthly):
    """Wages, business, property, transfers and pensions, less what the method leaves out (优待抚恤金、奖学金等)."""
    earned = wage_after_work_cost + counted_business_income + property_income_monthly
    return earned + transfer_income_monthly + counted_pension - excluded_income_monthly


@rule("家庭成员的可计入收入", label_en="Countable income of a family member", entity="person", unit="fen",
      source=f"{METHOD} 第七条", verified="second_hand", in_force_from=START)
def member_income(is_counted_member, countable_income):
    return choose(is_counted_member, countable_income, 0)


@rule("家庭人口", label_en="Members of the family", entity="household", unit="count", source=f"{METHOD} 第七条",
      verified="second_hand", in_force_from=START, members="count")
def members(is_counted_member):
    return is_counted_member


@rule("家庭月收入", label_en="Family income a month", entity="household", unit="fen", source=f"{METHOD} 第十一条",
      verified="second_hand", in_force_from=START, members="sum")
def family_income(member_income):
    return member_income


@rule("可扣减的刚性支出", label_en="Unavoidable costs deducted", entity="household", unit="fen",
      source=f"{METHOD} 第十三条", verified="second_hand", in_force_from=START)
def deducted_rigid_cost(rigid_medical_year, rigid_rehabilitation_year, rigid_deduction_rate):
    """Costs of illness and disability, at the rate laid down locally, spread over the year."""
    return divide(times(rigid_medical_year + rigid_rehabilitation_year, rigid_deduction_rate), MONTHS_A_YEAR)


@rule("核定的家庭月收入", label_en="Family income as assessed", entity="household", unit="fen",
      source=f"{METHOD} 第十一条至第十三条", verified="second_hand", in_force_from=START)
def assessed_income(family_income, deducted_rigid_cost):
    return at_least(family_income - deducted_rigid_cost, 0)
