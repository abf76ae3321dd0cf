"""独角兽、潜在独角兽: by age, capital and valuation. No national text was found; the pattern is another city's."""

from datetime import date

from luoshi.entitlements.domain.rules import all_of, full_years, rule

PATTERN, START = "独角兽企业培育办法（外地，参照）", date(2020, 1, 1)


@rule("符合独角兽企业", label_en="Meets unicorn", entity="valuation_label", unit="bool", source=PATTERN,
      verified="second_hand", in_force_from=START, period="year", benefit="独角兽企业",
      interpretation="估值门槛为十亿美元以上，按当日汇率折算的人民币数由科技部门补录。")
def is_unicorn(founded_on, as_of, valuation, has_private_capital, is_listed, unicorn_years, unicorn_valuation):
    young = full_years(founded_on, as_of) < unicorn_years
    return all_of(young, has_private_capital, ~is_listed, valuation > unicorn_valuation)


@rule("符合潜在独角兽企业", label_en="Meets potential unicorn", entity="valuation_label", unit="bool", source=PATTERN,
      verified="second_hand", in_force_from=START, period="year", benefit="潜在独角兽企业",
      interpretation="只算成立五年以内、估值三亿元以上一档；五至九年、一亿美元以上一档按汇率另算。")
def is_potential_unicorn(founded_on, as_of, valuation, has_private_capital, is_listed, potential_unicorn_years,
                         potential_unicorn_valuation):
    young = full_years(founded_on, as_of) < potential_unicorn_years
    return all_of(young, has_private_capital, ~is_listed, valuation >= potential_unicorn_valuation)
