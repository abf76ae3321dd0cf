"""临时救助: an amount tied to the minimum living standard; small sums are decided by the town."""

from datetime import date

from luoshi.entitlements.domain.rules import rule

OPINION, START = "关于进一步加强和改进临时救助工作的意见（2018年）", date(2018, 1, 23)


@rule("临时救助金额", label_en="Temporary aid", entity="temporary_aid", unit="fen", source=OPINION, verified="second_hand",
      in_force_from=START, period="once", benefit="临时救助", service="temporary-aid",
      interpretation="按人数、月数和低保标准计算；重大困难“一事一议”，不按此式。")
def temporary_aid_amount(aided_persons, aided_months, minimum_living_standard):
    return minimum_living_standard * aided_persons * aided_months


@rule("由乡镇审批", label_en="Decided by the town", entity="temporary_aid", unit="bool", source=OPINION,
      verified="second_hand", in_force_from=START, period="once", benefit="临时救助")
def is_decided_by_town(temporary_aid_amount, temporary_aid_town_limit):
    return temporary_aid_amount <= temporary_aid_town_limit
