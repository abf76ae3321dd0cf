"""福州市企业技术研发扶持（2025年征求意见稿）: a draft, kept as it was published for comment."""

from datetime import date

from luoshi.entitlements.domain.rules import at_most, rule, times

JURISDICTION = "3501"
DRAFT, START = "福州市支持企业技术研发若干措施（2025年征求意见稿）", date(2025, 1, 1)


@rule("研发中心扶持", label_en="Support for an R&D centre", entity="research_centre", unit="fen", source=DRAFT,
      verified="second_hand", in_force_from=START, period="once", benefit="研发中心扶持", service="rd-centre-support",
      interpretation="征求意见稿，尚未施行；每升一级按新级别再给一次，企业技术中心和工业设计中心可以叠加。")
def rd_centre_support(centre_kind, centre_level, rd_centre_amounts):
    return rd_centre_amounts.at(centre_kind, centre_level)


@rule("首台（套）配套奖励", label_en="City's part for first-set equipment", entity="research_centre", unit="fen",
      source=DRAFT, verified="second_hand", in_force_from=START, period="once", benefit="首台（套）奖励",
      interpretation="按省级奖励的一半配套，设封顶。")
def first_set_match(provincial_first_set_grant, first_set_match_rate, first_set_match_cap):
    return at_most(times(provincial_first_set_grant, first_set_match_rate), first_set_match_cap)
