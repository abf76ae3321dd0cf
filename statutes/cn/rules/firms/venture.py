"""创业投资抵扣: seventy per cent of what is put into a start-up technology firm and held two years."""

from datetime import date

from luoshi.entitlements.domain.rules import ONE, all_of, choose, full_months, month_of, rule, times

TAX = "关于创业投资企业和天使投资个人有关税收政策的通知（财税〔2018〕55号）"
START = date(2018, 1, 1)
OF = {"entity": "venture_investment", "source": TAX, "verified": "second_hand", "in_force_from": START, "period": "case"}


@rule("规模符合初创科技型企业", label_en="Small enough for a start-up", unit="bool", **OF)
def is_small_start_up(investee_staff, investee_graduates, investee_assets, investee_sales, start_up_staff,
                      start_up_graduate_rate, start_up_amount_most):
    educated = investee_graduates * ONE >= investee_staff * start_up_graduate_rate
    small = all_of(investee_staff <= start_up_staff, investee_assets <= start_up_amount_most)
    return all_of(small, investee_sales <= start_up_amount_most, educated)


@rule("研发占比符合初创科技型企业", label_en="Share of R&D of a start-up", unit="bool", **OF,
      interpretation="接受投资当年及下一纳税年度研发费用合计占成本费用合计的比例。")
def is_research_start_up(investee_rd_two_years, investee_cost_two_years, start_up_rd_rate):
    return investee_rd_two_years * ONE >= investee_cost_two_years * start_up_rd_rate


@rule("符合初创科技型企业", label_en="Is a start-up technology firm", unit="bool", **OF)
def is_start_up_tech(investee_resident, investee_books, investee_founded_on, invested_on, listed_within_two_years,
                     is_small_start_up, is_research_start_up, investee_months_most):
    young = month_of(invested_on) - month_of(investee_founded_on) <= investee_months_most
    return all_of(investee_resident, investee_books, young, ~listed_within_two_years, is_small_start_up,
                  is_research_start_up)


@rule("投资额抵扣", label_en="Deduction for the investment", unit="fen", **OF, benefit="创业投资抵扣",
      interpretation="满二十四个月的当年起抵扣，当年不足的结转；创投及关联方两年内持股合计低于一半。")
def venture_deduction(is_start_up_tech, invested_amount, invested_on, as_of, affiliates_held, investee_capital,
                      venture_held_months, venture_share_below, venture_deduction_rate):
    held = full_months(invested_on, as_of) >= venture_held_months
    due = all_of(is_start_up_tech, held, affiliates_held * ONE < investee_capital * venture_share_below)
    return choose(due, times(invested_amount, venture_deduction_rate), 0)
