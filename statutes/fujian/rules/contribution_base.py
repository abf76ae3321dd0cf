"""福建省: 养老、医疗、失业保险缴费基数."""

from datetime import date

from luoshi.entitlements.domain.rules import at_least, at_most, rule

JURISDICTION = "35"


@rule("养老保险缴费基数", label_en="Contribution base", entity="contribution", unit="fen", source="福建省社会保险缴费基数（2025年）",
      verified="second_hand", in_force_from=date(2025, 1, 1), benefit="缴费基数")
def contribution_base(own_wage, contribution_floor, contribution_ceiling):
    return at_most(at_least(own_wage, contribution_floor), contribution_ceiling)


@rule("医疗保险缴费基数", label_en="Base for medical insurance", entity="contribution", unit="fen",
      source="福建省职工医疗保险缴费基数（2026年）", verified="second_hand", in_force_from=date(2026, 1, 1), benefit="缴费基数")
def medical_base(own_wage, medical_base_floor, medical_base_ceiling):
    return at_most(at_least(own_wage, medical_base_floor), medical_base_ceiling)


@rule("失业保险缴费基数", label_en="Base for unemployment insurance", entity="contribution", unit="fen",
      source="福建省社会保险缴费基数（2025年）", verified="second_hand", in_force_from=date(2025, 1, 1), benefit="缴费基数",
      interpretation="只查到上限。")
def unemployment_base(own_wage, unemployment_base_ceiling):
    return at_most(own_wage, unemployment_base_ceiling)
