"""稳岗返还、扩岗补助、创业扶持: figures recalled from practice, to be checked against the documents."""

from datetime import date

from luoshi.entitlements.domain.rules import ONE, all_of, any_of, at_most, choose, full_months, rule, times

STABLE, START = "关于失业保险稳岗返还的通知", date(2021, 1, 1)


@rule("裁员率符合", label_en="Laid off few enough", entity="hiring", unit="bool", source=STABLE, in_force_from=START,
      period="year", interpretation="参保三十人（含）以下的单位放宽到百分之二十。")
def meets_layoff_limit(insured_last_year, laid_off, small_employer_staff, layoff_limit, small_layoff_limit):
    small = (insured_last_year <= small_employer_staff) & (laid_off * ONE <= insured_last_year * small_layoff_limit)
    return small | (laid_off * ONE <= insured_last_year * layoff_limit)


@rule("稳岗返还", label_en="Refund for keeping jobs", entity="hiring", unit="fen", source=STABLE, in_force_from=START,
      period="year", benefit="稳岗返还", service="job-refund")
def job_stabilising_refund(meets_layoff_limit, is_dishonest, firm_size, premium_paid, refund_rates):
    return choose(meets_layoff_limit & ~is_dishonest, times(premium_paid, refund_rates.at(firm_size)), 0)


@rule("一次性扩岗补助", label_en="Subsidy for new jobs", entity="hiring", unit="fen", source="关于一次性扩岗补助的通知",
      in_force_from=date(2022, 1, 1), period="year", benefit="扩岗补助",
      interpretation="同一人只能享受一次；须签合同并缴纳三项社会保险满规定月数。")
def hiring_subsidy(new_hires, hiring_subsidy_each):
    return new_hires * hiring_subsidy_each


@rule("正常经营满规定月数", label_en="Has run long enough", entity="start_up", unit="bool", source="一次性创业补贴办法",
      in_force_from=START, period="once")
def has_run_long_enough(opened_on, as_of, start_up_months):
    return full_months(opened_on, as_of) >= start_up_months


@rule("符合一次性创业补贴", label_en="Entitled to the start-up subsidy", entity="start_up", unit="bool",
      source="一次性创业补贴办法", in_force_from=START, period="once", benefit="创业补贴", service="start-up")
def is_start_up_claim(has_run_long_enough, is_first_business, insures_itself):
    return all_of(has_run_long_enough, is_first_business, insures_itself)


@rule("一次性创业补贴", label_en="Start-up subsidy", entity="start_up", unit="fen", source="一次性创业补贴办法",
      in_force_from=START, period="once", benefit="创业补贴")
def start_up_subsidy(is_start_up_claim, start_up_amount):
    return choose(is_start_up_claim, start_up_amount, 0)


@rule("吸纳重点群体人数符合", label_en="Hires enough of the key groups", entity="start_up", unit="bool",
      source="创业担保贷款办法", in_force_from=START, period="once")
def hires_key_groups(firm_staff, key_group_hires, large_staff, key_group_rate, large_key_group_rate):
    usual = key_group_hires * ONE >= firm_staff * key_group_rate
    return any_of(usual, (firm_staff > large_staff) & (key_group_hires * ONE >= firm_staff * large_key_group_rate))


@rule("小微企业创业担保贷款", label_en="Guaranteed loan of a small firm", entity="start_up", unit="fen",
      source="创业担保贷款办法", in_force_from=START, period="once", benefit="创业担保贷款")
def guaranteed_loan(hires_key_groups, loan_wanted, small_firm_loan_cap):
    return choose(hires_key_groups, at_most(loan_wanted, small_firm_loan_cap), 0)
