"""灵活就业社保补贴、就业见习、技能提升、个人创业贷款、拒绝就业."""

from datetime import date

from luoshi.entitlements.domain.rules import at_most, choose, divide, rule, times

START = date(2021, 1, 1)


@rule("灵活就业社会保险补贴", label_en="Insurance subsidy for flexible workers", entity="job_support", unit="fen",
      source="就业补助资金管理办法", in_force_from=START, benefit="社会保险补贴", interpretation="不超过实际缴费的三分之二，四舍五入到分。")
def flexible_worker_subsidy(is_hard_to_place, premium_paid_monthly, flexible_parts, flexible_whole):
    return choose(is_hard_to_place, divide(premium_paid_monthly * flexible_parts, flexible_whole), 0)


@rule("就业见习补贴", label_en="Internship subsidy", entity="job_support", unit="fen", source="就业见习管理办法",
      in_force_from=START, period="once", benefit="就业见习补贴", interpretation="提前留用的，剩余月份照发。")
def internship_subsidy(internship_months, internship_most_months, minimum_wage, internship_rate):
    return times(minimum_wage, internship_rate) * at_most(internship_months, internship_most_months)


@rule("技能提升补贴", label_en="Skill subsidy", entity="job_support", unit="fen", source="关于失业保险支持参保职工提升职业技能的通知",
      in_force_from=START, period="once", benefit="技能提升补贴")
def skill_subsidy(unemployment_insured_months, skill_least_months, skill_times_this_year, skill_most_times, skill_level,
                  skill_amounts):
    due = (unemployment_insured_months >= skill_least_months) & (skill_times_this_year < skill_most_times)
    return choose(due, skill_amounts.at(skill_level), 0)


@rule("个人创业担保贷款", label_en="Guaranteed loan of a person", entity="job_support", unit="fen", source="创业担保贷款办法",
      in_force_from=START, period="once", benefit="创业担保贷款")
def person_loan(is_key_group, person_loan_wanted, person_loan_cap):
    return choose(is_key_group, at_most(person_loan_wanted, person_loan_cap), 0)


@rule("创业贷款贴息", label_en="Interest subsidy", entity="job_support", unit="fen", source="创业担保贷款办法",
      in_force_from=START, period="year", benefit="创业担保贷款")
def loan_interest_subsidy(interest_paid, loan_interest_rate):
    return times(interest_paid, loan_interest_rate)


@rule("减发或停发本人低保份额", label_en="Own share may be cut", entity="job_support", unit="bool",
      source="社会救助暂行办法 第四十五条", verified="second_hand", in_force_from=date(2014, 5, 1), benefit="就业救助",
      interpretation="连续拒绝三次无正当理由的适当工作，只影响本人份额；中间接受过一次的重新计算。")
def may_cut_own_share(refusals_in_a_row, refusals_least):
    return refusals_in_a_row >= refusals_least
