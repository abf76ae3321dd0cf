"""实施渐进式延迟法定退休年龄的决定; 完善企业职工基本养老保险制度的决定."""

from datetime import date

from luoshi.entitlements.domain.rules import at_most, choose, divide, month_of, rule, times

DELAY, START = "关于实施渐进式延迟法定退休年龄的决定（2024年）", date(2025, 1, 1)
PENSION = "国务院关于完善企业职工基本养老保险制度的决定（国发〔2005〕38号）"


@rule("延迟月数", label_en="Months of delay", entity="retirement", unit="months", source=DELAY, verified="second_hand",
      in_force_from=START, period="once", benefit="退休时间",
      interpretation="男职工和原五十五岁女职工每四个月延一个月，原五十岁女职工每两个月延一个月。")
def retirement_delay(retirement_kind, birth_date, delay_first_births, delay_steps, delay_limits):
    behind = month_of(birth_date) - delay_first_births.at(retirement_kind)
    delay = divide(behind, delay_steps.at(retirement_kind), "down") + 1
    return choose(behind < 0, 0, at_most(delay, delay_limits.at(retirement_kind)))


@rule("退休月份", label_en="Month of retirement", entity="retirement", unit="month", source=DELAY, verified="second_hand",
      in_force_from=START, period="once", benefit="退休时间")
def retirement_month(retirement_kind, birth_date, retirement_delay, retirement_age_months):
    return month_of(birth_date) + retirement_age_months.at(retirement_kind) + retirement_delay


@rule("基础养老金", label_en="Basic pension", entity="retirement", unit="fen", source=PENSION, in_force_from=date(2006, 1, 1),
      benefit="职工养老金")
def basic_pension(pension_base, wage_index, paid_years, pension_year_rate, percent_rate):
    """Base times the mean of one and the index, a part of it for each year paid."""
    both = pension_base + times(pension_base, wage_index * percent_rate)
    return times(both * paid_years, pension_year_rate)


@rule("个人账户养老金", label_en="Pension of the individual account", entity="retirement", unit="fen", source=PENSION,
      in_force_from=date(2006, 1, 1), benefit="职工养老金")
def account_pension(account_balance, pension_age, account_months):
    return divide(account_balance, account_months.at(pension_age))


@rule("职工养老金估算", label_en="Employee pension, estimate", entity="retirement", unit="fen", source=PENSION,
      in_force_from=date(2006, 1, 1), benefit="职工养老金", interpretation="不含过渡性养老金。")
def employee_pension(basic_pension, account_pension):
    return basic_pension + account_pension
