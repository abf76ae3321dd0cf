"""福建省: 技改贷款贴息、技术经纪补助."""

from datetime import date

from luoshi.entitlements.domain.rules import at_most, divide, rule, times

JURISDICTION = "35"
LOAN, BROKER = "福建省技术改造专项贷款办法（2022年）", "福建省技术转移机构补助办法（2019年）"


@rule("技改贷款贴息", label_en="Interest subsidy", entity="renovation_loan", unit="fen", source=LOAN, verified="second_hand",
      in_force_from=date(2022, 1, 1), period="year", benefit="技改贷款贴息", interpretation="自首笔贷款起三年，按实际用款天数。")
def renovation_interest_subsidy(loan_principal, loan_days, renovation_interest_rate, days_a_year):
    return divide(times(loan_principal, renovation_interest_rate) * loan_days, days_a_year)


@rule("技术经纪补助", label_en="Subsidy for brokers", entity="technology_trade", unit="fen", source=BROKER,
      verified="second_hand", in_force_from=date(2019, 1, 1), period="year", benefit="技术交易奖励")
def broker_subsidy(broker_deals, broker_rate, broker_cap):
    return at_most(times(broker_deals, broker_rate), broker_cap)
