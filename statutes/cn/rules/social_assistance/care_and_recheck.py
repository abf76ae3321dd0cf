"""特困人员照料护理档次; 定期复核."""

from datetime import date

from luoshi.entitlements.domain.rules import choose, rule


@rule("照料护理档次", label_en="Care grade", entity="self_care", unit="count", source="特困人员认定办法 第二十一条、第二十二条",
      verified="second_hand", in_force_from=date(2021, 7, 1), benefit="特困照料护理",
      interpretation="吃饭、穿衣、上下床、如厕、室内行走、洗澡六项：零为全自理，一为部分丧失，二为完全丧失自理能力。")
def care_grade(lost_abilities, care_grades):
    return care_grades.band(lost_abilities)


@rule("复核间隔", label_en="Months to the next check", entity="household", unit="months",
      source="最低生活保障审核确认办法 第三十一条", verified="second_hand", in_force_from=date(2021, 7, 1),
      interpretation="家庭成员有劳动能力、收入不稳定的半年复核一次，其他的每年一次。")
def recheck_months(has_able_without_work, has_able_at_work, recheck_short_months, recheck_usual_months):
    return choose(has_able_without_work | has_able_at_work, recheck_short_months, recheck_usual_months)
