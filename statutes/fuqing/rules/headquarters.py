"""福清市: 总部企业奖励, the pattern of a county's own rule; it holds there and nowhere else."""

from datetime import date

from luoshi.entitlements.domain.rules import at_least, at_most, choose, divide, rule, times

JURISDICTION = "350181"
HQ, START = "福清市促进总部经济发展办法", date(2021, 1, 1)
OF = {"entity": "county_headquarters", "source": HQ, "verified": "second_hand", "in_force_from": START,
      "benefit": "县级总部奖励"}


@rule("入榜奖励", label_en="Reward for entering a list", unit="fen", **OF, period="once",
      interpretation="升入更高榜单只补差额；未通过公平竞争审查的一律为零（公平竞争审查条例，2024年8月1日起施行）。")
def list_reward(list_entered, list_reward_received, passed_fair_competition, list_rewards):
    due = at_least(list_rewards.at(list_entered) - list_reward_received, 0)
    return choose(passed_fair_competition, due, 0)


@rule("自用办公用房年补助", label_en="Yearly support for own premises", unit="fen", **OF, period="year",
      interpretation="分三年支付，每年不超过当年地方贡献。")
def premises_support(own_use_area, contribution_now, passed_fair_competition, premises_per_square_metre, premises_years):
    part = divide(own_use_area * premises_per_square_metre, premises_years, "down")
    return choose(passed_fair_competition, at_most(part, contribution_now), 0)


@rule("租房补助", label_en="Support for rent", unit="fen", **OF, period="once",
      interpretation="人均七平方米以内的实际租金，十八个月，按四成。")
def rent_support(let_area, headquarters_staff, monthly_rent, passed_fair_competition, rent_area_per_head, rent_months,
                 rent_share):
    area = at_most(let_area, headquarters_staff * rent_area_per_head)
    return choose(passed_fair_competition, times(area * monthly_rent * rent_months, rent_share), 0)


@rule("贡献增长奖励", label_en="Reward for growing contribution", unit="fen", **OF, period="year",
      interpretation="增长部分按占上年的比例分三段，各段各有比例，合计封顶。")
def contribution_growth_reward(contribution_before, contribution_now, passed_fair_competition, growth_first_from,
                               growth_second_from, growth_third_from, growth_first_share, growth_second_share,
                               growth_third_share, growth_reward_most):
    growth = contribution_now - contribution_before
    first, second, third = (times(contribution_before, bound) for bound in
                            (growth_first_from, growth_second_from, growth_third_from))
    low = times(_part(growth, first, second), growth_first_share)
    middle = times(_part(growth, second, third), growth_second_share)
    high = times(at_least(growth - third, 0), growth_third_share)
    return choose(passed_fair_competition, at_most(low + middle + high, growth_reward_most), 0)


def _part(amount, low, high):
    """What of the amount lies between the two bounds."""
    return at_least(at_most(amount, high) - low, 0)
