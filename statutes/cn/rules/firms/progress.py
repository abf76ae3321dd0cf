"""升规预警: 按进度折算全年营业收入; A级物流企业."""

from datetime import date

from luoshi.entitlements.domain.rules import ONE, at_least, at_most, choose, divide, rate_of, rule

WARN, START = "升规纳统培育办法", date(2011, 1, 1)
GRADE = "物流企业分类与评估指标（GB/T 19680）"


@rule("预计全年营业收入", label_en="Revenue of the whole year", entity="scale_progress", unit="fen", source=WARN,
      in_force_from=START, period="year", interpretation="按上年同期占全年的比重折算。")
def projected_revenue(revenue_to_date, same_period_last_year, whole_last_year):
    return divide(revenue_to_date * ONE, rate_of(same_period_last_year, whole_last_year))


@rule("升规预警", label_en="Warning colour", entity="scale_progress", unit="count", source=WARN, in_force_from=START,
      period="year", benefit="升规纳统", interpretation="三为红（已到标准，马上申报），二为橙，一为黄，零为不预警。")
def scale_warning(projected_revenue, industry_division, scale_thresholds, scale_warnings):
    return scale_warnings.band(rate_of(projected_revenue, scale_thresholds.at(industry_division)))


@rule("物流企业等级", label_en="Grade of a logistics firm", entity="logistics_grade", unit="count", source=GRADE,
      verified="second_hand", in_force_from=date(2013, 12, 31), period="year", benefit="A级物流企业",
      interpretation="运输型，取各必备项的最低等级；五为5A，零为不够A级。旧版数值，待与现行标准核对。")
def logistics_grade_reached(freight_revenue, logistics_assets, own_trucks, own_tonnes, logistics_years, logistics_debt,
                            logistics_debt_most, grade_by_revenue, grade_by_assets, grade_by_trucks, grade_by_tonnes,
                            grade_by_years):
    size = at_most(grade_by_revenue.band(freight_revenue), grade_by_assets.band(logistics_assets))
    fleet = at_least(grade_by_trucks.band(own_trucks), grade_by_tonnes.band(own_tonnes))
    grade = at_most(at_most(size, fleet), grade_by_years.band(logistics_years))
    sound = logistics_debt * ONE <= logistics_assets * logistics_debt_most
    return choose(sound, grade, 0)
