"""高龄津贴、残疾人两项补贴: what age and disability bring, whatever the income."""

from datetime import date

from luoshi.entitlements.domain.rules import choose, rule

TWO = "国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见"
START = date(2016, 1, 1)


@rule("高龄津贴", label_en="Old-age allowance", entity="person", unit="fen", source="老年人权益保障法 第三十三条",
      in_force_from=date(2013, 7, 1), benefit="高龄津贴", service="old-age-allowance")
def old_age_allowance(is_alive, age, old_age_allowance_from, old_age_allowances):
    return choose(is_alive & (age >= old_age_allowance_from), old_age_allowances.band(age), 0)


@rule("困难残疾人", label_en="Poor disabled person", entity="person", unit="bool", source=TWO, in_force_from=START)
def is_poor_disabled(disability_kind, receives_minimum_living):
    return (disability_kind != "0") & receives_minimum_living


@rule("困难残疾人生活补贴", label_en="Living subsidy for disabled persons", entity="person", unit="fen", source=TWO,
      in_force_from=START, benefit="残疾人两项补贴", service="disability-subsidies")
def disability_living_subsidy(is_poor_disabled, disability_living_amount):
    return choose(is_poor_disabled, disability_living_amount, 0)


@rule("需护理的重度残疾", label_en="Severely disabled and in need of care", entity="person", unit="bool", source=TWO,
      in_force_from=START)
def is_in_need_of_care(is_severely_disabled, needs_care):
    return is_severely_disabled & needs_care


@rule("重度残疾人护理补贴", label_en="Care subsidy for severely disabled persons", entity="person", unit="fen", source=TWO,
      in_force_from=START, benefit="残疾人两项补贴", service="disability-subsidies")
def disability_care_subsidy(is_in_need_of_care, disability_care_amount):
    return choose(is_in_need_of_care, disability_care_amount, 0)
