"""四上企业: who has reached the threshold, who is near it."""

from datetime import date

from luoshi.entitlements.domain.rules import ONE, all_of, rule

METHOD, START = "“四上”单位入库标准（国家统计局）", date(2011, 1, 1)


@rule("入库标准", label_en="Threshold", entity="firm", unit="fen", source=METHOD, verified="second_hand", in_force_from=START,
      period="year", interpretation="按行业门类取标准；建筑业、房地产开发和在建投资项目另有条件，不在此表。")
def scale_threshold(industry, scale_thresholds):
    return scale_thresholds.at(industry.str.slice(0, 1 + 1))


@rule("达到标准尚未入库", label_en="Reaches the threshold, not yet listed", entity="firm", unit="bool", source=METHOD, verified="second_hand",
      in_force_from=START, period="year", benefit="升规纳统")
def reaches_scale(state, above_scale, revenue_y1, scale_threshold):
    return all_of(state == "open", ~above_scale, revenue_y1 >= scale_threshold)


@rule("预警：接近规模以上标准", label_en="Near the threshold", entity="firm", unit="bool", source="升规纳统培育办法",
      in_force_from=START, period="year", benefit="升规纳统", warns=True,
      interpretation="上年营业收入达到标准的八成而未到标准、尚未在库。")
def is_near_scale(state, above_scale, revenue_y1, scale_threshold, near_scale_rate):
    near = revenue_y1 * ONE >= scale_threshold * near_scale_rate
    return all_of(state == "open", ~above_scale, near, revenue_y1 < scale_threshold)
