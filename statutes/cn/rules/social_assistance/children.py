"""孤儿、事实无人抚养儿童、留守儿童: by what has become of the parents."""

from datetime import date

from luoshi.entitlements.domain.rules import (
    all_of,
    any_of,
    at_least,
    at_most,
    choose,
    divide,
    month_of,
    one_of,
    rule,
)

OPINION = "关于进一步加强事实无人抚养儿童保障工作的意见（2019年）"
START = date(2020, 1, 1)


@rule("未成年人", label_en="A minor", entity="person", unit="bool", source="未成年人保护法 第二条", verified="second_hand",
      in_force_from=date(1992, 1, 1), period="day")
def is_minor(age, adult_age):
    return age < adult_age


@rule("父亲死亡或失踪", label_en="Father dead or missing", entity="person", unit="bool", source=OPINION,
      verified="second_hand", in_force_from=START)
def is_father_gone(father_state):
    return one_of(father_state, "dead", "missing", "unknown")


@rule("母亲死亡或失踪", label_en="Mother dead or missing", entity="person", unit="bool", source=OPINION,
      verified="second_hand", in_force_from=START)
def is_mother_gone(mother_state):
    return one_of(mother_state, "dead", "missing", "unknown")


@rule("父亲不能履行抚养", label_en="Father cannot care", entity="person", unit="bool", source=OPINION,
      verified="second_hand", in_force_from=START, interpretation="羁押、失联须满规定月数。")
def is_father_unable(father_state, father_absent_months, parent_absent_months):
    away = one_of(father_state, "detained", "out_of_contact") & (father_absent_months >= parent_absent_months)
    return one_of(father_state, "severely_disabled", "seriously_ill") | away


@rule("母亲不能履行抚养", label_en="Mother cannot care", entity="person", unit="bool", source=OPINION,
      verified="second_hand", in_force_from=START, interpretation="羁押、失联须满规定月数。")
def is_mother_unable(mother_state, mother_absent_months, parent_absent_months):
    away = one_of(mother_state, "detained", "out_of_contact") & (mother_absent_months >= parent_absent_months)
    return one_of(mother_state, "severely_disabled", "seriously_ill") | away


@rule("孤儿", label_en="Orphan", entity="person", unit="bool", source="关于加强孤儿保障工作的意见（2010年）",
      verified="second_hand", in_force_from=date(2010, 11, 16), benefit="孤儿保障", service="orphan",
      excludes=("is_extreme_poverty",))
def is_orphan(is_minor, is_father_gone, is_mother_gone):
    return all_of(is_minor, is_father_gone, is_mother_gone)


@rule("事实无人抚养儿童", label_en="Child without effective guardians", entity="person", unit="bool", source=OPINION,
      verified="second_hand", in_force_from=START, benefit="事实无人抚养儿童保障", service="child-care",
      amount="child_support_allowance")
def is_without_effective_guardians(is_minor, is_father_gone, is_mother_gone, is_father_unable, is_mother_unable):
    """Both parents in the list, or one gone and the other in the list; both gone is an orphan."""
    both = is_father_unable & is_mother_unable
    mixed = (is_father_gone & is_mother_unable) | (is_mother_gone & is_father_unable)
    return is_minor & any_of(both, mixed)


@rule("家庭救助金的本人份额", label_en="Own share of the family's assistance", entity="person", unit="fen", source=OPINION,
      in_force_from=START)
def own_assistance_share(assistance_monthly, members):
    return divide(assistance_monthly, members)


@rule("事实无人抚养儿童基本生活补贴", label_en="Allowance for a child without guardians", entity="person", unit="fen",
      source=OPINION, verified="second_hand", in_force_from=START, benefit="事实无人抚养儿童保障",
      interpretation="已享受低保、特困等的，按差额补足。")
def child_support_allowance(is_without_effective_guardians, child_support_standard, own_assistance_share):
    gap = at_least(child_support_standard - own_assistance_share, 0)
    return choose(is_without_effective_guardians, gap, 0)


@rule("农村留守儿童", label_en="Left-behind child", entity="person", unit="bool",
      source="关于加强农村留守儿童关爱保护工作的意见（2016年）", verified="second_hand", in_force_from=date(2016, 2, 4),
      benefit="留守儿童关爱")
def is_left_behind_child(age, child_age, parents_away, hukou_kind):
    return all_of(age < child_age, parents_away, hukou_kind == "rural")


@rule("育儿补贴月数", label_en="Months of childcare subsidy", entity="person", unit="months",
      source="育儿补贴制度实施方案（2025年）", in_force_from=date(2025, 1, 1), period="once",
      interpretation="从制度起始月和出生月中较晚的一个月起，到满三周岁当月的前一个月止。")
def childcare_months(birth_date, childcare_from, childcare_to_months):
    born = month_of(birth_date)
    return at_least(at_most(born + childcare_to_months - childcare_from, childcare_to_months), 0)


@rule("育儿补贴", label_en="Childcare subsidy", entity="person", unit="fen", source="育儿补贴制度实施方案（2025年）",
      in_force_from=date(2025, 1, 1), period="once", benefit="育儿补贴")
def childcare_subsidy(childcare_months, childcare_monthly):
    return childcare_months * childcare_monthly
