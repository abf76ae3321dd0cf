"""福建省: 养老保险缴费基数."""

from datetime import date

from luoshi.entitlements.domain.rules import at_least, at_most, rule

JURISDICTION = "35"
@rule("养老保险缴费基数", label_en="Contribution base", entity="contribution", unit="fen", source="福建省社会保险缴费基数（2025年）",
      verified="second_hand", in_force_from=date(2025, 1, 1), benefit="缴费基数")
def contribution_base(own_wage, contribution_floor, contribution_ceiling):
    return at_most(at_least(own_wage, contribution_floor), contribution_ceiling)
