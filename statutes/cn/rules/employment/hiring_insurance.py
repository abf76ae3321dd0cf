"""用人单位招用就业困难人员、高校毕业生的社会保险补贴."""

from datetime import date

from luoshi.entitlements.domain.rules import any_of, at_most, choose, rule

FUND = "就业补助资金管理办法"
OF = {"entity": "hiring_insurance", "source": FUND, "in_force_from": date(2021, 1, 1), "benefit": "单位社会保险补贴"}


@rule("可补贴月数", label_en="Months supported", unit="months", **OF, period="once",
      interpretation="就业困难人员最长三年，距法定退休不足五年的到退休；小微企业招用高校毕业生最长一年。")
def insured_months_supported(hires_hard_to_place, hires_graduate, is_small_employer, months_to_retirement,
                             hard_to_place_months, near_retirement_months, graduate_months):
    near = months_to_retirement <= near_retirement_months
    hard = choose(near, months_to_retirement, hard_to_place_months)
    graduate = choose(hires_graduate & is_small_employer, graduate_months, 0)
    return choose(hires_hard_to_place, hard, graduate)


@rule("单位社会保险补贴", label_en="Insurance subsidy for the employer", unit="fen", **OF, period="once",
      interpretation="按单位为其实际缴纳的基本养老、医疗、失业保险费。")
def employer_insurance_subsidy(employer_premium_monthly, employed_months, insured_months_supported):
    return employer_premium_monthly * at_most(employed_months, insured_months_supported)


@rule("符合单位社会保险补贴", label_en="May have the subsidy", **{**OF, "unit": "bool"})
def may_have_insurance_subsidy(hires_hard_to_place, hires_graduate, is_small_employer):
    return any_of(hires_hard_to_place, hires_graduate & is_small_employer)
