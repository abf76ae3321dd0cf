"""未成年人监护要求: who may not be left unattended or live alone, and how often absent parents make contact."""

from datetime import date

from luoshi.entitlements.domain.rules import any_of, rule

LAW = "未成年人保护法（2020年修订）"
OF = {"entity": "child_guard", "source": LAW, "verified": "second_hand", "in_force_from": date(2021, 6, 1), "unit": "bool",
      "benefit": "儿童监护提醒"}


@rule("无人看护", label_en="Left unattended", **OF, interpretation="未满八周岁的不得处于无人看护状态（第二十一条）。")
def is_left_unattended(child_years, is_unattended, unattended_age):
    return (child_years < unattended_age) & is_unattended


@rule("独自生活", label_en="Lives alone", **OF, interpretation="未满十六周岁的不得脱离监护单独生活（第二十一条）。")
def lives_alone_too_young(child_years, child_lives_alone, alone_age):
    return (child_years < alone_age) & child_lives_alone


@rule("父母联系逾期", label_en="Parents have not been in touch", **OF,
      interpretation="外出父母至少每周联系、交流一次（第二十三条）。")
def contact_overdue(parents_absent, days_since_contact, contact_days):
    return parents_absent & (days_since_contact > contact_days)


@rule("监护提醒", label_en="Warning for the guard of a child", **OF)
def warns_of_guard(is_left_unattended, lives_alone_too_young, contact_overdue):
    return any_of(is_left_unattended, lives_alone_too_young, contact_overdue)
