"""工伤保险条例 第三十五条至第三十七条、第六十四条."""

from datetime import date

from luoshi.entitlements.domain.rules import at_least, at_most, rule, times

LAW, START = "工伤保险条例", date(2011, 1, 1)


@rule("本人工资", label_en="Own wage", entity="work_injury", unit="fen", source=f"{LAW} 第六十四条", verified="second_hand",
      in_force_from=START, interpretation="高于统筹地区平均工资百分之三百、低于百分之六十的，按该比例计。")
def injury_wage(average_wage, regional_wage, injury_wage_floor, injury_wage_ceiling):
    ceiling = times(regional_wage, injury_wage_ceiling)
    return at_most(at_least(average_wage, times(regional_wage, injury_wage_floor)), ceiling)


@rule("一次性伤残补助金", label_en="One-time disability grant", entity="work_injury", unit="fen",
      source=f"{LAW} 第三十五条至第三十七条", verified="second_hand", in_force_from=START, period="once",
      benefit="工伤待遇")
def injury_grant(injury_wage, injury_grade, injury_grant_months):
    return injury_wage * injury_grant_months.at(injury_grade)


@rule("伤残津贴月额", label_en="Disability allowance a month", entity="work_injury", unit="fen",
      source=f"{LAW} 第三十五条、第三十六条", verified="second_hand", in_force_from=START, benefit="工伤待遇",
      interpretation="五、六级由用人单位在难以安排工作时支付；七至十级没有。")
def injury_allowance(injury_wage, injury_grade, injury_allowance_rates):
    return times(injury_wage, injury_allowance_rates.at(injury_grade))
