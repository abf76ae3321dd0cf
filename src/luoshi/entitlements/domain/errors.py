"""What can be wrong with law as content, or asked of it in vain."""

from luoshi.kernel.errors import N_, ExpectedError


class NameUnknown(ExpectedError):
    code = "entitlements.name_unknown"
    message = N_("规则“{rule}”用到的“{name}”既不是事实、参数，也不是规则。{hint}")


class RuleCycle(ExpectedError):
    code = "entitlements.rule_cycle"
    message = N_("规则互相引用，无法计算：{cycle}。请改正其中一条。")


class RuleUnknown(ExpectedError):
    code = "entitlements.rule_unknown"
    message = N_("没有叫“{name}”的规则。{hint}")


class RuleNotInForce(ExpectedError):
    code = "entitlements.rule_not_in_force"
    message = N_("规则“{name}”在 {day} 不在有效期内。请换一个日期，或补录当日有效的规定。")


class RulesOverlap(ExpectedError):
    code = "entitlements.rules_overlap"
    message = N_("“{name}”在 {day} 有两个同级规定同时有效：{first}；{second}。请写明以哪一个为准及其依据。")


class LinkMissing(ExpectedError):
    code = "entitlements.link_missing"
    message = N_("规则“{rule}”（{entity}）不能直接使用“{name}”（{other}）：请先写一条汇总规则。")


class EntityUnknown(ExpectedError):
    code = "entitlements.entity_unknown"
    message = N_("没有找到编号为“{key}”的{entity}。请核对编号。")
