"""低收入人口动态监测: signs that somebody may need help, or may need it no more. Thresholds are laid down locally."""

from datetime import date

from luoshi.entitlements.domain.rules import MONTHS_A_YEAR, ONE, any_of, full_months, rule

OPINION = "关于加强低收入人口动态监测做好分层分类社会救助工作的意见（2023年）"
NOTICE = "关于进一步做好最低生活保障等社会救助兜底工作的通知（2022年）"
START = date(2021, 7, 1)


@rule("自付医疗费合计", label_en="Medical costs self-paid", entity="household", unit="fen", source=OPINION,
      verified="second_hand", in_force_from=START, members="sum", period="year")
def self_paid_medical(self_paid_medical_year):
    return self_paid_medical_year


@rule("预警：自付医疗费过高", label_en="Warning: high medical costs", entity="household", unit="bool", source=OPINION,
      verified="second_hand", in_force_from=START, benefit="预警", warns=True)
def warns_of_medical_cost(self_paid_medical, family_income, warning_medical_amount, warning_medical_share):
    heavy = self_paid_medical * ONE >= family_income * MONTHS_A_YEAR * warning_medical_share
    return (self_paid_medical >= warning_medical_amount) & heavy


@rule("长期登记失业", label_en="Long unemployed", entity="person", unit="bool", source=OPINION, verified="second_hand",
      in_force_from=START)
def is_long_unemployed(employment, unemployed_since, as_of, warning_unemployed_months):
    return (employment == "registered_unemployed") & (full_months(unemployed_since, as_of) >= warning_unemployed_months)


@rule("户主", label_en="Head of the family", entity="person", unit="bool", source="户口登记条例", in_force_from=date(1958, 1, 9))
def is_head(relation):
    return relation == "head"


@rule("主要劳动力失去", label_en="The breadwinner is lost", entity="person", unit="bool", source=OPINION,
      verified="second_hand", in_force_from=START)
def is_lost_breadwinner(is_head, is_alive, in_prison, is_long_unemployed):
    return is_head & any_of(~is_alive, in_prison, is_long_unemployed)


@rule("预警：主要劳动力失去", label_en="Warning: the breadwinner is lost", entity="household", unit="bool", source=OPINION,
      verified="second_hand", in_force_from=START, members="any", benefit="预警", warns=True)
def warns_of_lost_breadwinner(is_lost_breadwinner):
    return is_lost_breadwinner


@rule("预警：儿童无人监护", label_en="Warning: child without guardians", entity="household", unit="bool", source=OPINION,
      verified="second_hand", in_force_from=START, members="any", benefit="预警", warns=True)
def warns_of_unguarded_child(is_without_effective_guardians):
    return is_without_effective_guardians


@rule("反向预警：在保家庭财产超限", label_en="Reverse warning: property above the limit while helped", entity="household",
      unit="bool", source=NOTICE, verified="second_hand", in_force_from=START, benefit="反向预警", warns=True)
def warns_of_assets_while_helped(receives_minimum_living, meets_asset_limit, owns_company):
    return receives_minimum_living & (~meets_asset_limit | owns_company)


@rule("在保成员死亡", label_en="A helped member has died", entity="person", unit="bool", source=NOTICE,
      verified="second_hand", in_force_from=START)
def is_dead_while_helped(is_alive, receives_minimum_living):
    return ~is_alive & receives_minimum_living


@rule("反向预警：在保成员死亡", label_en="Reverse warning: a helped member has died", entity="household", unit="bool",
      source=NOTICE, verified="second_hand", in_force_from=START, members="any", benefit="反向预警", warns=True)
def warns_of_death_while_helped(is_dead_while_helped):
    return is_dead_while_helped
