"""低收入人口动态监测: signs that come from other offices' records, and changes a family did not tell."""

from datetime import date, timedelta

from luoshi.entitlements.domain.rules import all_of, any_of, choose, full_months, is_missing, one_of, rule

OPINION = "关于加强低收入人口动态监测做好分层分类社会救助工作的意见（2023年）"
NOTICE = "关于进一步做好最低生活保障等社会救助兜底工作的通知（2022年）"
ACT = "社会救助暂行办法"
START = date(2021, 7, 1)


@rule("新领一二级残疾证", label_en="Newly certified as severely disabled", entity="person", unit="bool", source=OPINION,
      in_force_from=START)
def is_newly_severely_disabled(disability_kind, disability_grade, severe_grade, disability_certified_on, as_of,
                               warning_disability_months):
    recent = full_months(disability_certified_on, as_of) < warning_disability_months
    return all_of(disability_kind != "0", disability_grade <= severe_grade, recent)


@rule("预警：新领一二级残疾证", label_en="Warning: newly severely disabled", entity="household", unit="bool", source=OPINION,
      in_force_from=START, members="any", benefit="预警", warns=True)
def warns_of_new_disability(is_newly_severely_disabled):
    return is_newly_severely_disabled


@rule("享受学生资助而未纳入救助", label_en="Student aid without assistance", entity="person", unit="bool", source=OPINION,
      in_force_from=START)
def is_aided_student_without_assistance(receives_student_aid, assistance):
    return receives_student_aid & (assistance == "none")


@rule("预警：享受学生资助而未纳入救助", label_en="Warning: student aid without assistance", entity="household", unit="bool",
      source=OPINION, in_force_from=START, members="any", benefit="预警", warns=True)
def warns_of_student_aid(is_aided_student_without_assistance):
    return is_aided_student_without_assistance


@rule("在册人员未参保", label_en="Listed person not insured", entity="person", unit="bool", source=OPINION,
      in_force_from=START)
def is_listed_without_insurance(is_alive, assistance, medical_insured):
    listed = one_of(assistance, "minimum_living", "extreme_poverty", "edge", "rigid_expense")
    return all_of(is_alive, listed, ~medical_insured)


@rule("预警：在册人员未参加基本医保", label_en="Warning: listed person without medical insurance", entity="household",
      unit="bool", source=OPINION, in_force_from=START, members="any", benefit="预警", warns=True)
def warns_of_missing_insurance(is_listed_without_insurance):
    return is_listed_without_insurance


@rule("家中健在人数", label_en="Living members", entity="household", unit="count", source="户口登记条例",
      in_force_from=date(1958, 1, 9), members="count")
def living_members(is_alive):
    return is_alive


@rule("老年人", label_en="Elder", entity="person", unit="bool", source="老年人权益保障法 第二条", verified="second_hand",
      in_force_from=date(2013, 7, 1))
def is_living_elder(age, elder_age, is_alive):
    return (age >= elder_age) & is_alive


@rule("有老年人", label_en="Has an elder", entity="household", unit="bool", source="老年人权益保障法 第二条",
      verified="second_hand", in_force_from=date(2013, 7, 1), members="any")
def has_living_elder(is_living_elder):
    return is_living_elder


@rule("预警：独居老人连续零用电", label_en="Warning: an elder alone uses no electricity", entity="household", unit="bool",
      source=OPINION, in_force_from=START, benefit="预警", warns=True)
def warns_of_idle_electricity(living_members, has_living_elder, idle_electricity_days, warning_idle_days):
    return all_of(living_members == 1, has_living_elder, idle_electricity_days >= warning_idle_days)


@rule("反向预警：重大变化逾期未告知", label_en="Reverse warning: a severe change not told in time", entity="household",
      unit="bool", source=NOTICE, verified="second_hand", in_force_from=START, benefit="反向预警", warns=True,
      interpretation="家庭状况发生重大变化超过三个月没有告知的，批评教育、停止救助、追回多领的款物；没有登记变化的按没有变化处理。")
def warns_of_untold_change(receives_minimum_living, changed_on, change_told_on, as_of, change_untold_months):
    known = ~is_missing(changed_on)
    overdue = full_months(changed_on, as_of - timedelta(days=1)) >= change_untold_months
    return all_of(receives_minimum_living, known, is_missing(change_told_on), overdue)


@rule("应追回的救助款", label_en="Aid to be recovered", entity="wrongful_aid", unit="fen", source=f"{ACT} 第六十八条",
      verified="second_hand", in_force_from=date(2014, 5, 1), period="case", benefit="骗取救助的处理")
def aid_to_recover(wrongly_received, by_deceit, untold_change):
    return choose(any_of(by_deceit, untold_change), wrongly_received, 0)


@rule("罚款下限", label_en="Least fine", entity="wrongful_aid", unit="fen", source=f"{ACT} 第六十八条",
      verified="second_hand", in_force_from=date(2014, 5, 1), period="case", benefit="骗取救助的处理",
      interpretation="虚报、隐瞒、伪造骗取的，可以处非法获取款额或者物资价值一倍以上三倍以下的罚款。")
def deceit_fine_least(wrongly_received, by_deceit, deceit_fine_least_times):
    return choose(by_deceit, wrongly_received * deceit_fine_least_times, 0)


@rule("罚款上限", label_en="Most fine", entity="wrongful_aid", unit="fen", source=f"{ACT} 第六十八条",
      verified="second_hand", in_force_from=date(2014, 5, 1), period="case", benefit="骗取救助的处理")
def deceit_fine_most(wrongly_received, by_deceit, deceit_fine_most_times):
    return choose(by_deceit, wrongly_received * deceit_fine_most_times, 0)
