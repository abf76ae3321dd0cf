"""弹性退休、最低缴费年限、过渡性养老金、城乡居民养老金."""

from datetime import date

from luoshi.entitlements.domain.rules import MONTHS_A_YEAR, all_of, at_least, choose, divide, month_of, rule, times

DELAY, START = "关于实施渐进式延迟法定退休年龄的决定（2024年）", date(2025, 1, 1)
PENSION = "国务院关于完善企业职工基本养老保险制度的决定（国发〔2005〕38号）"
RESIDENT = "国务院关于建立统一的城乡居民基本养老保险制度的意见（国发〔2014〕8号）"


@rule("最早退休月份", label_en="Earliest month of retirement", entity="retirement", unit="month", source=DELAY,
      verified="second_hand", in_force_from=START, period="once", benefit="退休时间",
      interpretation="弹性提前不超过三年，且不早于原法定退休年龄。")
def earliest_retirement(retirement_month, retirement_kind, birth_date, retirement_age_months, elastic_months):
    return at_least(retirement_month - elastic_months, month_of(birth_date) + retirement_age_months.at(retirement_kind))


@rule("最晚退休月份", label_en="Latest month of retirement", entity="retirement", unit="month", source=DELAY,
      verified="second_hand", in_force_from=START, period="once", benefit="退休时间", interpretation="与单位协商一致，延迟不超过三年。")
def latest_retirement(retirement_month, elastic_months):
    return retirement_month + elastic_months


@rule("最低缴费月数", label_en="Least months paid", entity="retirement", unit="months", source=DELAY,
      verified="second_hand", in_force_from=START, period="once", benefit="退休时间",
      interpretation="按退休年份：二〇二九年以前十五年，二〇三〇年起每年增加半年，二〇三九年起二十年。")
def least_paid_months(retirement_month, least_paid_by_year):
    return least_paid_by_year.band(divide(retirement_month, MONTHS_A_YEAR, "down"))


@rule("过渡性养老金", label_en="Transitional pension", entity="retirement", unit="fen", source=PENSION,
      in_force_from=date(2006, 1, 1), benefit="职工养老金", interpretation="系数由省规定。")
def transition_pension(pension_base, wage_index, percent_rate, deemed_years, transition_rate):
    return times(times(pension_base, wage_index * percent_rate) * deemed_years, transition_rate)


@rule("符合领取居民养老金", label_en="Entitled to the residents' pension", entity="resident_pension", unit="bool",
      source=RESIDENT, verified="second_hand", in_force_from=date(2014, 2, 21), benefit="城乡居民养老金")
def is_resident_pension(claim_age, resident_paid_years, resident_pension_age, resident_paid_least):
    return all_of(claim_age >= resident_pension_age, resident_paid_years >= resident_paid_least)


@rule("城乡居民养老金", label_en="Residents' pension", entity="resident_pension", unit="fen", source=RESIDENT,
      verified="second_hand", in_force_from=date(2014, 2, 21), benefit="城乡居民养老金",
      interpretation="中央最低基础养老金加个人账户；省、市、县加发的部分由地方规定，不在此式。")
def resident_pension(is_resident_pension, resident_basic_pension, resident_account, claim_age, account_months):
    account = divide(resident_account, account_months.at(claim_age))
    return choose(is_resident_pension, resident_basic_pension + account, 0)
