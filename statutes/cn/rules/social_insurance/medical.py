"""一张住院费用单: basic insurance, critical illness, medical aid, own part, one after the other."""

from datetime import date

from luoshi.entitlements.domain.rules import at_least, at_most, choose, rule, times

LAW, START = "社会保险法 第二十八条", date(2011, 7, 1)
CRITICAL, AID = "关于开展城乡居民大病保险工作的指导意见", "关于健全重特大疾病医疗保险和救助制度的意见（国办发〔2021〕42号）"


@rule("起付线", label_en="Deductible", entity="medical_bill", unit="fen", source=LAW, in_force_from=START, period="case",
      interpretation="同一年度再次住院，居民每次降低一百元，降到零为止；职工按各地规定。")
def inpatient_deductible(scheme, hospital_level, stays_before, inpatient_deductibles, repeat_reductions):
    return at_least(inpatient_deductibles.at(scheme, hospital_level) - stays_before * repeat_reductions.at(scheme), 0)


@rule("基本医保支付", label_en="Paid by basic insurance", entity="medical_bill", unit="fen", source=LAW,
      in_force_from=START, period="case", benefit="基本医疗保险")
def basic_insurance_pays(eligible_cost, inpatient_deductible, scheme, hospital_level, inpatient_rates, inpatient_caps,
                         fund_used):
    covered = times(at_least(eligible_cost - inpatient_deductible, 0), inpatient_rates.at(scheme, hospital_level))
    return at_most(covered, at_least(inpatient_caps.at(scheme) - fund_used, 0))


@rule("基本医保后自付", label_en="Left after basic insurance", entity="medical_bill", unit="fen", source=LAW,
      in_force_from=START, period="case")
def self_after_basic(eligible_cost, basic_insurance_pays):
    return eligible_cost - basic_insurance_pays


@rule("大病起付线", label_en="Deductible of critical-illness insurance", entity="medical_bill", unit="fen", source=CRITICAL,
      in_force_from=date(2012, 8, 24), period="year", interpretation="低保、特困对象起付线减半。")
def critical_deductible(critical_threshold, is_poor, critical_poor_rate):
    return choose(is_poor, times(critical_threshold, critical_poor_rate), critical_threshold)


@rule("大病保险支付", label_en="Paid by critical-illness insurance", entity="medical_bill", unit="fen", source=CRITICAL,
      in_force_from=date(2012, 8, 24), period="year", benefit="大病保险",
      interpretation="按全年累计自付分段；低保、特困对象各段提高五个百分点，不封顶。")
def critical_insurance_pays(self_after_basic, self_paid_before, critical_deductible, critical_second_from,
                            critical_first_rate, critical_second_rate, critical_poor_points, is_poor, critical_cap):
    total = self_after_basic + self_paid_before
    more = choose(is_poor, critical_poor_points, 0)
    first = at_least(at_most(total, critical_second_from) - critical_deductible, 0)
    second = at_least(total - critical_second_from, 0)
    paid = times(first, critical_first_rate + more) + times(second, critical_second_rate + more)
    return choose(is_poor, paid, at_most(paid, critical_cap))


@rule("医疗救助起付线", label_en="Deductible of medical aid", entity="medical_bill", unit="fen", source=AID,
      in_force_from=date(2021, 10, 28), period="year",
      interpretation="低保、特困不设起付线；边缘家庭、因病致贫家庭按上年人均可支配收入的比例，四舍五入到分。")
def aid_deductible(is_poor, is_edge_family, income_last_year, aid_deductible_edge_share, aid_deductible_illness_share):
    wider = choose(is_edge_family, times(income_last_year, aid_deductible_edge_share),
                   times(income_last_year, aid_deductible_illness_share))
    return choose(is_poor, 0, wider)


@rule("医疗救助", label_en="Medical aid", entity="medical_bill", unit="fen", source=AID,
      in_force_from=date(2021, 10, 28), period="case", benefit="医疗救助",
      interpretation="身份取最优惠的一种：低保、特困，其次边缘家庭，再次因病致贫家庭；年度限额由地方规定，未查到，不计。")
def medical_aid_pays(self_after_basic, critical_insurance_pays, is_poor, is_edge_family, is_illness_poor, aid_deductible,
                     medical_aid_rate, medical_aid_wider_rate):
    left = self_after_basic - critical_insurance_pays
    wider = choose(is_edge_family | is_illness_poor, times(at_least(left - aid_deductible, 0), medical_aid_wider_rate), 0)
    return choose(is_poor, times(left, medical_aid_rate), wider)


@rule("个人最后自付", label_en="One's own part in the end", entity="medical_bill", unit="fen", source=AID,
      in_force_from=START, period="case", benefit="个人自付")
def own_part(self_after_basic, critical_insurance_pays, medical_aid_pays):
    return self_after_basic - critical_insurance_pays - medical_aid_pays
