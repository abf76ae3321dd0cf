"""失业保险条例、社会保险法 第四十五条、第四十六条."""

from datetime import date

from luoshi.entitlements.domain.rules import all_of, at_most, choose, rule, times

START = date(1999, 1, 22)


@rule("符合领取失业保险金", label_en="Entitled to unemployment benefit", entity="unemployment_claim", unit="bool",
      source="社会保险法 第四十五条", verified="second_hand", in_force_from=START, benefit="失业保险金",
      service="unemployment-benefit")
def is_unemployment_claim(paid_months, left_willingly, is_registered, unemployment_least_months):
    return all_of(paid_months >= unemployment_least_months, ~left_willingly, is_registered)


@rule("领取月数", label_en="Months of benefit", entity="unemployment_claim", unit="months", source="社会保险法 第四十六条",
      verified="second_hand", in_force_from=START, benefit="失业保险金",
      interpretation="重新就业后再次失业的，新旧月数合并，最长二十四个月。")
def unemployment_months(is_unemployment_claim, paid_months, left_over_months, unemployment_terms,
                        unemployment_most_months):
    new = unemployment_terms.band(paid_months)
    return choose(is_unemployment_claim, at_most(new + left_over_months, unemployment_most_months), 0)


@rule("失业保险金月额", label_en="Benefit a month", entity="unemployment_claim", unit="fen", source="社会保险法 第四十七条",
      verified="second_hand", in_force_from=START, benefit="失业保险金")
def unemployment_benefit(is_unemployment_claim, minimum_wage, unemployment_benefit_rate):
    return choose(is_unemployment_claim, times(minimum_wage, unemployment_benefit_rate), 0)
