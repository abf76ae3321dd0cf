"""What may be taken into a firm's credit file, and what being on a list brings with it.

全国公共信用信息基础目录 and 全国失信惩戒措施基础清单, as known; to be verified against the issued text of the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from luoshi.kernel.errors import N_


@dataclass(frozen=True)
class Category:
    code: str
    label: str


CATEGORIES: Final = (
    Category("registration", N_("登记注册基本信息")),
    Category("judgment", N_("司法裁判及执行信息")),
    Category("administration", N_("行政管理信息")),
    Category("profession", N_("职称和职业信息")),
    Category("abnormal", N_("经营（活动）异常名录（状态）信息")),
    Category("severe_list", N_("严重失信主体名单信息")),
    Category("contracts", N_("合同履行信息")),
    Category("promises", N_("信用承诺及履行情况信息")),
    Category("ratings", N_("信用评价结果信息")),
    Category("compliance", N_("遵守法律法规情况信息")),
    Category("honours", N_("诚实守信相关荣誉信息")),
    Category("intellectual_property", N_("知识产权信息")),
)
_BY_CODE: Final = {one.code: one for one in CATEGORIES}

MEASURES: Final = {
    "D": (
        N_("限制市场或行业准入"),
        N_("限制任职"),
        N_("限制消费"),
        N_("限制出境"),
        N_("限制升学复学"),
        N_("限制申请财政性资金项目"),
        N_("限制参加评先评优"),
        N_("限制享受优惠政策和便利措施"),
        N_("纳入重点监管范围"),
        N_("共享公示"),
    ),
    "C": (N_("纳入重点监管范围"), N_("限制享受优惠政策和便利措施"), N_("限制参加评先评优")),
    "B": (N_("提示告诫、约谈"),),
    "A": (),
}
"""Grade -> measures that the lists allow; each still needs its own basis in law for the case at hand."""


def category_of(code: str) -> Category | None:
    return _BY_CODE.get(code)
