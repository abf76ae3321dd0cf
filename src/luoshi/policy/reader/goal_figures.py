"""Which figures are goals of the issuer, and which are rewards, ceilings, conditions of a claim, or results reached."""

from __future__ import annotations

import re
from functools import lru_cache

from .quantities import Quantity

_REWARD = re.compile(
    r"支付(?:不超过|不低于|不少于|至)?\d|奖励|奖补|补助|补贴(?!性)|资助|给予|贴息|罚款|减税|定额|保险费率|处以|并处|报销|起付|免收|税率|征收|减按|返还|扶持资金|最高(?!法|人民|水平)|得分|计分|加分|分值|赔偿|抵扣|抵免|抵用|房租|租金|减半|奖金|予以(?:补|支持)|享受|申领不|学费|助学金|减免|贴费|核销|兑现|兑付|分成|额度|标准为|以下条件|任职|学历要求|条件之一|入学名额|救助标准"
)
_FUND = re.compile(
    r"(?:设立|安排|筹集|募集|组建|整合|列支|发起设立)(?![^,。;]*奖励资金)[^,。;]{0,20}?(?:资金|基金|担保|专项)|(?:铺底|引导|周转|风险)[^,。;]{0,6}资金[^,。;]{0,8}(?:达到|不低于|规模)|提供[^,。;]{0,16}(?:担保|信贷|融资)"
)
RESULT = re.compile(
    r"(?:^|[,。;:])[^,。;]{0,12}(?:已经?(?:建|达|完|实|培|累|有|发|超|形|成|引|投)[^,。;]{0,14}\d|截至|截止(?!到20[2-9]\d年底前)|累计|去年|上年|近年来|同比|目前|现有|过去|五年来|一年来)|明确\d|涉及\d|细化\d|\d[^,。;]{1,16},[^,。;]{0,6}已(?:先期|提前|全部|全面|基本|率先)?(?:落实|完成|实施|建成|到位|实现)[^,。;]{0,4}(?:[。;]|$)"
)
_CRITERION = re.compile(
    r"(?:以上|以下|不低于.{0,12}|超过.{0,12}|达到?.{0,14})的(?:,|$|[^,。;]{0,20}(?:企业|项目|单位|个人|机构|人员|家庭|产品|对象|园区|平台|给|予|可|按|区域|地区|自然村|住宅|建筑|用户|车站|学校|行业|领域|城市|县|乡镇|村))|^(?:对|凡|经|获|首次|符合|如|若|当|具有|具备|在享受)|满\d|年满|任职\d|连续\d|为基数"
)
_CAUSE = re.compile(
    r"达到?|不得?(?:低于|少于|高于|超过)|不低于|不少于|不高于|不超过|超过|突破|以上|以内|力争|确保|保持|控制|增长|提高|提升|下降|降低|降至|减少|压缩|压减|缩短|缩减|新增|新建|建设|建成|打造|培育|引进|推出|完成|实现|形成|创建|设立|组建|开展|举办|推动|改造|集聚|推广|遴选|认定|落地|开工|投产|投资|争取|至少|扩大|培养|培训|建立|发展|布局|新认定|净增|选派|实施|总投资|规模|覆盖|占|比例|比重|率|总量|总数|数量|支持|布设|安装|供应|筹集|筹建|新开|编制|制定|制修订|修订|翻|引育|招引|选拔|输送|轮训|整合|每|引导|组织|建造|储备|推进|治理|淘汰|清理|办理|造林|绿化|整治|建|办成|办好|为|增加|加装|新改扩建|招聘|招工|招募|拥有|减至|申报|推荐|攻克|突破|转化|产值|收入|投入|达标|入库|引入|聚集|汇聚|维修|修缮|整修|发放|配备|铺设|抽检|栽植|清淤|加固|安排|缩小|挖掘|严守|守住|人均|平均|就业"
)
_LIMIT_ONLY = re.compile(r"压缩|缩短|减至|压减|控制|不超过|至少|时间一般为|以内|办结|缩减|降至|降到|限时")
_TIME_UNIT = {"个月", "个工作日", "工作日", "天", "分钟", "小时", "日"}
_NOT_UNIT = {
    "强",
    "次",
    "岁",
    "期",
    "类",
    "批",
    "门",
    "班",
    "本",
    "道",
    "口",
    "村",
    "镇",
    "对",
    "单",
    "轮",
    "G",
    "P",
    "把",
    "企业",
    "成",
    "度",
    "块",
    "部",
    "专利",
    "人/次",
    "篇",
}
_HELD = re.compile(r"(?:举办|开办|办好|办)(?:不少于|超过|至少|约)?$")
_TIME_SPENT = re.compile(r"(?:学习|培训|脱产|实训|储备)[^,]{0,12}不(?:少|低)于$|不低于[^,]{2,12}人口$")
_AT_LEAST = re.compile(r"不少于|达到|以上|至少")
_PART_OF_NAME = re.compile(r"(?:预测|预计为?|第|每|前|近|满|以|“|之)$")
_NAME_GOES_ON = re.compile(r"(?:级|强|号|型|月|日(?!\S*内)|位一体|大(?!型)|化)")
_SMALL_NUMERAL = re.compile(r"[一二三四五六七八九十]$")
_COUNTED = re.compile(r"不少于|不低于|至少|以上|达|新增|建成|不得")
_COMMITTED = re.compile(r"力争|目标|确保|到20\d\d年|争取")
_BACKGROUND = re.compile(r"(?:基础上|前提下)$")
_AIMED = re.compile(r"^到|力争|确保|目标")
# 80万吨乙烯改扩建项目: how large a named project is.
_SIZE_OF_WORKS = re.compile(r"[^,。;、的个]{2,14}(?:项目|工程|装置|生产线|机组)(?:$|[,。;、和及])")
_CAPACITY_UNIT = re.compile(r"吨|千瓦|兆瓦|吉瓦|MW|GW|立方米|千伏")
_OF_A_CLASS = re.compile(r"以上的[^,。;]{1,12}$")
_STEPS_AFTER = re.compile(r"、\d[\d.]{0,12}\s?(?:亿|万)?元")
_STEPS_BEFORE = re.compile(r"\d(?:亿|万)?元、$")
_ABOUT = re.compile(r"以上|左右|以内")
_ACHIEVED = re.compile(r"(?:全面|基本|全部|初步)(?:建成|完成|达标|投用|开工|落地|竣工|投产)$")
# 60%以上的村庄垃圾得到治理, 偏远村庄80%的垃圾清运处理: how much of something is to be done.
_SHARE_DONE = re.compile(r"(?:以上|左右)?的[^,。;的]{2,16}(?:得到|实现|完成|达到|用上|纳入|处理|治理|达标|建成|覆盖)")
_COVERS = re.compile(r"(?:覆盖|完成|实现|确保|推动)$")
# A sentence in which a clause opens with a year's goal may end with the reward for it.
_DATED_GOAL = re.compile(r"(?:^|(?<=[,;。:\n]))(?:每年|[\d一二三四五十]+年内|力争|到(?:19|20)\d\d年)")
# 百亿企业 and 千亿产业集群 name a class.
_CLASS_OF_SIZE = re.compile(r"元?(?:级|规模)?(?:以上)?(?:企业|产业(?!规模)|集群|园区|项目|工程|强县|强镇)")
# 对…30个小区进行改造: the work is done on as many.
_WORKED_ON = re.compile(r"进行[^,]{0,10}(?:改造|提升|整治|维修|维护|治理|修缮|更新|升级|建设|绿化|硬化|加固)|全覆盖$")
# 紧扣…39项指标, 按照…5个方面: what the work goes by.
_GUIDED_BY = re.compile(r"(?:紧扣|对照|对标|按照|根据|依据|涵盖|包括)")
# A verb that speaks of a number only where it stands right before it.
_RIGHT_BEFORE = re.compile(r"(?:加快|规范|扶持|选树)$")
# 对稳岗率达到95%以上、有扩岗需求的企业: who may claim.
_CLAIMANT = re.compile(r"^(?:对|凡)(?!.*进行)[^,]*的(?:[一-鿿]{2,8})?$")
_OF_SUCH_SIZE = re.compile(r"(?:以上|以下)?人口(?:以上|以下)?的")
_SIZE_OF = re.compile(
    r"(?:以上|及以上|以下|以内)?的[^,。;]{0,10}(?:企业|纳税人|商户|工商户|主体|项目|集群|园区|产业|基地|品牌|平台|单位|机构)"
)
_PLAIN_GOAL = re.compile(r"到\s?20\d\d年|力争|确保|达到|不低于|不少于|突破|超过|以上|增长")
_COUNT_UNIT = re.compile(r"个|项|家|名|人|次")
_HEDGED = re.compile(r"如|若|的$|条件|按")


def goal_certainty(
    norm: str, whole: tuple[int, int], start: int, end: int, q: Quantity, *, claims: bool = False
) -> float | None:
    """How surely the figure is a goal, None where it is none; ``whole`` is its sentence, ``start``..``end`` its clause.

    ``claims``: the item stands under a heading of rewards or criteria, so only what is plainly promised counts.
    """
    clause = norm[start:end]
    if claims and not _FUND.search(clause) and not _COMMITTED.search(clause):
        return None
    before, after = norm[start : q.start], norm[q.end : end]
    if not _counts(norm, clause, before, after, q) or _is_claim(norm, whole, clause, before, q):
        return None
    if q.doubling:
        return 0.9
    if _STEPS_AFTER.match(after) or _STEPS_BEFORE.search(before):
        return None
    cause = _CAUSE.search(before[-40:] + after[:6]) or _RIGHT_BEFORE.search(before) or _WORKED_ON.search(after)
    share_done = q.unit == "%" and _SHARE_DONE.match(after)
    if not cause and not share_done and not _ABOUT.match(after) and not _ACHIEVED.search(after):
        return None
    sure = 0.85 if _PLAIN_GOAL.search(clause) else 0.6
    if sure < 0.7 and _COUNT_UNIT.search(q.unit):
        sure -= 0.1
    return sure - 0.2 if _HEDGED.search(clause) else sure


def goes_on(clause: str, *, claims: bool) -> bool:
    """Whether a clause that opens with a figure may go on with the goal before it (…300名,1000名参加研修)."""
    return not claims and not _REWARD.search(clause) and not _BACKGROUND.search(clause) and not clause.endswith("的")


def _counts(norm: str, clause: str, before: str, after: str, q: Quantity) -> bool:
    """Whether the number counts or measures something: no ordinal, date, length of time, or part of a name."""
    if q.unit in ("期", "班") and _HELD.search(before):
        return not q.chinese
    if q.unit in _NOT_UNIT and not (
        (q.unit in ("次", "部", "篇", "类") and _AT_LEAST.search(clause)) or (q.unit == "岁" and "寿命" in before)
    ):
        return False
    if q.unit in _TIME_UNIT and "天数" not in before and not (_LIMIT_ONLY.search(clause) or _TIME_SPENT.search(before)):
        return False
    if _PART_OF_NAME.search(before) or _NAME_GOES_ON.match(after):
        return False
    if _CAPACITY_UNIT.search(q.unit) and _SIZE_OF_WORKS.match(after):
        return False
    if (
        q.unit.endswith("元") and _SIZE_OF.match(after) and not _FUND.search(before + after[:12])
    ) or _OF_SUCH_SIZE.match(after):
        return False
    if (q.unit.endswith("元") or (q.chinese and q.unit.startswith(("亿", "万")))) and _CLASS_OF_SIZE.match(after):
        return False
    if (q.unit.endswith(("年", "月")) and q.unit not in ("个月", "年")) or _SMALL_NUMERAL.match(norm, q.start, q.end):
        return False
    if not q.chinese or q.unit.startswith(("%", "万", "亿", "个百分")):
        return True
    return q.value != 1 and bool(_COUNTED.search(clause))


def _is_claim(norm: str, whole: tuple[int, int], clause: str, before: str, q: Quantity) -> bool:
    """Whether the figure says what somebody gets, or what one must have to get it."""
    funds = _FUND.search(clause)
    if _REWARD.search(clause) and not (funds and "最高" not in clause):
        return True
    if _REWARD.search(norm, *whole) and not funds and not _COMMITTED.search(clause):
        reward = _REWARD.search(norm, *whole)
        own = _DATED_GOAL.match(clause) or (
            reward is not None and q.end < reward.start() and _DATED_GOAL.search(norm, whole[0], q.start)
        )
        if not own or clause.endswith("的"):
            return True
    if _BACKGROUND.search(clause) or (q.unit == "名" and before.endswith("不超过")):
        return True
    done = _COVERS.search(before) or (q.unit == "%" and _SHARE_DONE.match(clause, len(before) + q.end - q.start))
    if (_OF_A_CLASS.search(clause, len(before)) and not done) or _CLAIMANT.match(clause):
        return True
    if q.unit in ("项", "个", "大", "类") and _GUIDED_BY.match(clause) and not _AIMED.search(clause):
        return True
    worked_on = _AIMED.search(clause) or _WORKED_ON.search(clause, q.end - q.start)
    return bool(_CRITERION.search(clause)) and q.unit != "%" and not worked_on


_CLAIMS_HEADING = re.compile(
    r"奖励|补助|补贴|奖补|资助|支持范围|扶持标准|^(?!(?:进一步|持续|不断|着力|加快|全面|深入|稳步|扎实|大力|积极)?(?:构建|完善|健全|制定|提高|建立|加强|强化|优化|规范|实施|推进|简化|精简|统一|再造|压缩|压减|细化|推行))[^,]{2,14}(?:标准|程序|流程|条件|对象|资格)$"
)


@lru_cache(maxsize=256)
def is_claims_heading(heading: str) -> bool:
    """Whether figures under this heading say what one gets or must have."""
    return bool(_CLAIMS_HEADING.search(heading))
