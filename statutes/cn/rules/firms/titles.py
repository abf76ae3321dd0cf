"""高新技术企业、科技型中小企业、瞪羚: each condition a rule, so that a firm sees which one it lacks."""

from datetime import date

from luoshi.entitlements.domain.rules import ONE, all_of, any_of, at_least, choose, full_years, rule

HIGH, TECH = "高新技术企业认定管理办法（国科发火〔2016〕32号）", "科技型中小企业评价办法（国科发政〔2017〕115号）"
START, SMALL = date(2016, 1, 1), date(2017, 5, 3)


@rule("成立满一年", label_en="Registered for a year", entity="firm", unit="bool", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="day", interpretation="满一年指三百六十五天以上。")
def is_one_year_old(registered_on, as_of, high_tech_least_years):
    return full_years(registered_on, as_of) >= high_tech_least_years


@rule("拥有知识产权", label_en="Owns intellectual property", entity="firm", unit="bool", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="year")
def owns_property(patents_one, patents_two):
    return any_of(patents_one >= 1, patents_two >= 1)


@rule("科技人员占比符合", label_en="Share of technical staff", entity="firm", unit="bool", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="year")
def meets_technical_staff(technical_staff_y1, staff_y1, high_tech_staff_rate):
    return technical_staff_y1 * ONE >= staff_y1 * high_tech_staff_rate


@rule("近三年研发费用", label_en="R&D of three years", entity="firm", unit="fen", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="year", interpretation="成立不满三年的，按实际经营时间计算。")
def research_three_years(registered_on, as_of, rd_expense_y1, rd_expense_y2, rd_expense_y3):
    return _since_founded(registered_on, as_of, rd_expense_y1, rd_expense_y2, rd_expense_y3)


@rule("近三年销售收入", label_en="Sales of three years", entity="firm", unit="fen", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="year")
def revenue_three_years(registered_on, as_of, revenue_y1, revenue_y2, revenue_y3):
    return _since_founded(registered_on, as_of, revenue_y1, revenue_y2, revenue_y3)


@rule("近三年境内研发费用", label_en="R&D in China of three years", entity="firm", unit="fen", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="year")
def home_research_three_years(registered_on, as_of, rd_expense_domestic_y1, rd_expense_domestic_y2,
                              rd_expense_domestic_y3):
    return _since_founded(registered_on, as_of, rd_expense_domestic_y1, rd_expense_domestic_y2, rd_expense_domestic_y3)


def _since_founded(registered_on, as_of, one, two, three):
    """The sum over the last years; years before the firm was there count nothing."""
    founded = registered_on.dt.year()
    second = choose(founded >= as_of.year - 1, 0, two)
    return one + second + choose(founded >= as_of.year - 1 - 1, 0, three)


@rule("研发费用占比符合", label_en="Share of R&D in sales", entity="firm", unit="bool", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="year",
      interpretation="最近一年销售收入五千万元（含）以下 5%，二亿元（含）以下 4%，以上 3%。")
def meets_research_rate(research_three_years, revenue_three_years, revenue_y1, research_rates):
    return research_three_years * ONE >= revenue_three_years * research_rates.band(revenue_y1)


@rule("境内研发占比符合", label_en="Share of R&D in China", entity="firm", unit="bool", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="year")
def meets_home_research(home_research_three_years, research_three_years, home_research_rate):
    return home_research_three_years * ONE >= research_three_years * home_research_rate


@rule("高新收入占比符合", label_en="Share of high-tech revenue", entity="firm", unit="bool", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="year")
def meets_high_tech_revenue(high_tech_revenue_y1, revenue_y1, high_tech_revenue_rate):
    return high_tech_revenue_y1 * ONE >= revenue_y1 * high_tech_revenue_rate


@rule("创新能力评价达标", label_en="Innovation score reached", entity="firm", unit="bool", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="year", interpretation="70 分以上不含 70 分，取整数即 71 分。")
def meets_innovation_score(innovation_score, high_tech_least_score):
    return innovation_score >= high_tech_least_score


@rule("无重大事故和违法", label_en="No major accident or offence", entity="firm", unit="bool", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="year")
def is_without_accident(accident_in_year):
    return ~accident_in_year


@rule("属于重点支持领域", label_en="In the supported fields", entity="firm", unit="bool", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="year")
def is_in_supported_field(core_product_field):
    return core_product_field


@rule("符合高新技术企业", label_en="Meets high-tech enterprise", entity="firm", unit="bool", source=f"{HIGH} 第十一条",
      verified="second_hand", in_force_from=START, period="year", benefit="高新技术企业", service="high-tech-enterprise")
def is_high_tech(is_one_year_old, owns_property, is_in_supported_field, meets_technical_staff, meets_research_rate,
                 meets_home_research, meets_high_tech_revenue, meets_innovation_score, is_without_accident):
    return all_of(is_one_year_old, owns_property, is_in_supported_field, meets_technical_staff, meets_research_rate,
                  meets_home_research, meets_high_tech_revenue, meets_innovation_score, is_without_accident)


@rule("规模符合科技型中小企业", label_en="Small enough", entity="firm", unit="bool", source=TECH, verified="second_hand",
      in_force_from=SMALL, period="year")
def is_small_enough(staff_y1, revenue_y1, total_assets_y1, small_tech_staff, small_tech_amount):
    return all_of(staff_y1 <= small_tech_staff, revenue_y1 <= small_tech_amount, total_assets_y1 <= small_tech_amount)


@rule("科技人员得分", label_en="Points for staff", entity="firm", unit="points", source=TECH, verified="second_hand",
      in_force_from=SMALL, period="year")
def staff_points(technical_staff_y1, staff_y1, small_tech_staff_points):
    return small_tech_staff_points.band(technical_staff_y1 * ONE // at_least(staff_y1, 1))


@rule("研发投入得分", label_en="Points for R&D", entity="firm", unit="points", source=TECH, verified="second_hand",
      in_force_from=SMALL, period="year", interpretation="按研发费用占销售收入计；占成本费用的另一种算法需补充成本数据。")
def research_points(rd_expense_y1, revenue_y1, small_tech_research_points):
    return small_tech_research_points.band(rd_expense_y1 * ONE // at_least(revenue_y1, 1))


@rule("科技成果得分", label_en="Points for property", entity="firm", unit="points", source=TECH, verified="second_hand",
      in_force_from=SMALL, period="year")
def property_points_small(patents_one, patents_two, small_tech_first_points, small_tech_second_points):
    return choose(patents_one >= 1, small_tech_first_points, small_tech_second_points.band(patents_two))


@rule("科技型中小企业总分", label_en="Points in all", entity="firm", unit="points", source=TECH, verified="second_hand",
      in_force_from=SMALL, period="year")
def small_tech_points(staff_points, research_points, property_points_small):
    return staff_points + research_points + property_points_small


@rule("符合科技型中小企业", label_en="Meets science-and-technology small firm", entity="firm", unit="bool", source=TECH,
      verified="second_hand", in_force_from=SMALL, period="year", benefit="科技型中小企业", service="small-tech-firm")
def is_small_tech(is_resident_enterprise, is_small_enough, is_without_accident, seriously_dishonest, small_tech_points,
                  staff_points, small_tech_least_points):
    enough = (small_tech_points >= small_tech_least_points) & (staff_points > 0)
    return all_of(is_resident_enterprise, is_small_enough, is_without_accident, ~seriously_dishonest, enough)


@rule("三年复合增长符合瞪羚", label_en="Grows as a gazelle", entity="firm", unit="bool", source="瞪羚企业认定办法（各地，参照）",
      in_force_from=date(2020, 1, 1), period="year", benefit="瞪羚企业",
      interpretation="按近两个可比年度计：两年复合增长不低于标准，上年为正增长；全国框架 GB/T 41464-2022 的数值未查到。")
def is_gazelle(revenue_y1, revenue_y2, revenue_y3, gazelle_base, gazelle_growth_rate):
    """Two growths in a row: revenue now against the base times the square of one and the rate, compared without dividing."""
    grown = revenue_y1 * ONE // gazelle_growth_rate * ONE >= revenue_y3 * gazelle_growth_rate
    return all_of(revenue_y3 >= gazelle_base, revenue_y1 > revenue_y2, grown)
