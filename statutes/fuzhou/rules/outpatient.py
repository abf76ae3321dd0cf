"""福州市: 门诊统筹、异地就医."""

from datetime import date

from luoshi.entitlements.domain.rules import at_least, at_most, choose, rule, times

JURISDICTION = "3501"
LAW, START = "福州市医保待遇（榕医保文〔2024〕21号、榕政办规〔2023〕18号）", date(2024, 1, 1)


@rule("门诊统筹支付", label_en="Paid for outpatients", entity="outpatient_bill", unit="fen", source=LAW,
      verified="second_hand", in_force_from=START, period="case", benefit="门诊统筹",
      interpretation="居民在基层和一级签约家庭医生的加五个百分点；职工每年先扣起付线。")
def outpatient_pays(outpatient_scheme, outpatient_level, outpatient_cost, deductible_used, outpatient_used,
                    has_family_doctor, outpatient_deductibles, outpatient_rates, outpatient_more, outpatient_caps):
    left = at_least(outpatient_deductibles.at(outpatient_scheme) - deductible_used, 0)
    more = choose(has_family_doctor, outpatient_more.at(outpatient_scheme, outpatient_level), 0)
    rate = outpatient_rates.at(outpatient_scheme, outpatient_level) + more
    room = at_least(outpatient_caps.at(outpatient_scheme) - outpatient_used, 0)
    return at_most(times(at_least(outpatient_cost - left, 0), rate), room)


@rule("异地就医基本医保支付", label_en="Paid away from home", entity="medical_bill", unit="fen", source=LAW,
      verified="second_hand", in_force_from=START, period="case", benefit="异地就医",
      interpretation="已备案长期异地的不降，转诊和未备案的按比例乘以本地应付额。")
def away_insurance_pays(basic_insurance_pays, scheme, away_kind, away_rates):
    return times(basic_insurance_pays, away_rates.at(scheme, away_kind))
