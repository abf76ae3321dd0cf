"""Figures the issuer commits to, with metric, operator, value, unit and deadline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .dates import DueDate
from .model import TargetOp
from .quantities import Quantity, find_quantities
from .sentences import sentences, split_top, trim

_REWARD = re.compile(
    r"奖励|奖补|补助|补贴|资助|给予|贴息|罚款|处以|并处|报销|起付|免收|税率|征收|减按|返还|扶持资金|最高(?!法|人民|水平)|得分|计分|加分|分值|赔偿|抵扣|抵免|抵用|房租|租金|减半|奖金|予以(?:补|支持)|享受|申领不|学费|助学金|减免|贴费|核销|兑现|兑付|分成|额度|以下条件|任职|学历要求|条件之一|入学名额|救助标准"
)
_FUND = re.compile(
    r"(?:设立|安排|筹集|募集|组建|发起设立)(?![^,。;]*奖励资金)[^,。;]{0,20}?(?:资金|基金|担保|专项)|(?:铺底|引导|周转|风险)[^,。;]{0,6}资金[^,。;]{0,8}(?:达到|不低于|规模)|提供[^,。;]{0,16}(?:担保|信贷|融资)"
)
_RESULT = re.compile(
    r"(?:^|[,。;:])[^,。;]{0,12}(?:已经?(?:建|达|完|实|培|累|有|发|超|形|成|引|投)|截至|截止(?!到20[2-9]\d年底前)|累计|去年|上年|近年来|同比|目前|现有|过去|五年来|一年来)|明确\d|涉及\d|细化\d"
)
_CRITERION = re.compile(
    r"(?:以上|以下|不低于.{0,12}|超过.{0,12}|达到?.{0,14})的(?:,|$|[^,。;]{0,20}(?:企业|项目|单位|个人|机构|人员|家庭|产品|对象|园区|平台|给|予|可|按|区域|地区|自然村|住宅|建筑|用户|车站|学校|行业|领域|城市|县|乡镇|村))|^(?:对|凡|经|获|首次|符合|如|若|当|具有|具备|在享受)|满\d|年满|任职\d|连续\d|为基数"
)
_CAUSE = re.compile(
    r"达到?|不低于|不少于|不高于|不超过|超过|突破|以上|以内|力争|确保|保持|控制|增长|提高|提升|下降|降低|降至|减少|压缩|压减|缩短|缩减|新增|新建|建设|建成|打造|培育|引进|推出|完成|实现|形成|创建|设立|组建|开展|举办|推动|改造|集聚|推广|遴选|认定|落地|开工|投产|投资|争取|至少|扩大|培养|培训|建立|发展|布局|新认定|净增|选派|实施|总投资|规模|覆盖|占|比例|比重|率|总量|总数|数量|支持|布设|安装|供应|筹集|筹建|新开|编制|制定|制修订|修订|翻|引育|招引|每|引导|组织|建造|储备|推进|治理|淘汰|清理|办理|造林|绿化|整治|建|办成|办好|为|增加|加装|新改扩建|招聘|招募|拥有|减至|申报|推荐|攻克|突破|转化|产值|收入|投入|达标|入库|引入|聚集|汇聚"
)
_LIMIT_ONLY = re.compile(r"压缩|缩短|减至|压减|控制|不超过|至少|时间一般为|以内|办结|缩减|降至|降到|限时")
_REACH = 200
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
_DATE_LEAD = re.compile(
    r"^(?:力争|争取|确保)?(?:到|至|在|于)?(?:(?:19|20)\d\d年?|“?十[一二三四五六]五”?(?:末|期末|期间)?|第?[一二三四]季度|今年|年)(?:底|末|上半年|下半年|\d{1,2}月(?:底|份)?(?:\d+日)?)?(?:之?前)?[,:]?"
)
_CUE = re.compile(
    r"(?:均|都|将|要|应|应当|需|须|原则上|全部|稳定|必须|基本|累计|分别|每年|年均|力争|争取|确保|努力|预计|计划|实现|总数|总量)*(?:不得?(?:低于|少于|小于|高于|超过|大于)|达到?|超过?|突破|增长到?|提高到?|提升(?:到|至)?|扩大(?:到|至)|增加(?:到|至)?|保持在?|控制在|下降到?|降低(?:到|至)?|降至|降到|减少(?:到|至)?|减至|压缩(?:至|到)|压减(?:至|到)|缩短(?:至|到)|占(?!比).{0,16}?(?:达到?|超过)?|稳定在|为|约|至少|完成|翻|高于|低于|大于|小于|新增|在|到|提升|不足)*(?:约|近)?$"
)
_VERB = re.compile(
    r"^(?:[^,]{0,30}?)(?:建设|建成|打造|培育|引进|推出|新增|新建|实现|形成|创建|设立|组建|举办|改造|集聚|推广|遴选|认定|投资|培养|培训|建立|实施|布局|发展|完成|支持|推动|引导|组织|开展|治理|改扩建|推进|争取|引育|招引|开工|扩大|办好|制定|修订|选派|增加|落地|储备)(?:壮大|各类|各级|不少于|不低于|超过|至少|约|近|不超过|总投资|一批|总计|和|或)*$"
)


@dataclass(frozen=True)
class FoundTarget:
    text: tuple[int, int]
    metric: str
    op: TargetOp
    value: float
    unit: str
    deadline: str
    sure: float


def find_targets(
    norm: str, text: str, start: int, end: int, dates: list[DueDate], *, default: str = ""
) -> list[FoundTarget]:
    """Targets between ``start`` and ``end``; ``default`` is the deadline a heading sets for the whole item."""
    quantities = [q for q in find_quantities(norm, start, end) if not _in_quotes(norm, q.start, start)]
    if not quantities:
        return []
    out: list[FoundTarget] = []
    due, paragraph = "", start
    for a, b in sentences(norm, start, end):
        if "\n" in norm[paragraph:a]:
            due, paragraph = "", a
        inside = [q for q in quantities if a <= q.start < b]
        dated = [d for d in dates if a <= d.start < b]
        if inside:
            out += _of_sentence(norm, text, a, b, inside, dated, due or "", default)
        if dated:
            due = dated[-1].text
    return out


def _of_sentence(
    norm: str, text: str, a: int, b: int, quantities: list[Quantity], dated: list[DueDate], due: str, default: str
) -> list[FoundTarget]:
    if _RESULT.search(norm, a, b) and not dated and not re.search(r"力争|确保|目标", norm[a:b]):
        return []
    out: list[FoundTarget] = []
    metric, used_date = "", -1
    for whole_start, whole_end in split_top(norm, a, b, ",;。"):
        whole_start, whole_end = trim(norm, whole_start, whole_end)
        for q in [q for q in quantities if whole_start <= q.start < whole_end]:
            # A clause without end (lost punctuation) is read only around the figure.
            clause_start, clause_end = max(whole_start, q.start - _REACH), min(whole_end, q.end + _REACH)
            around = (max(a, q.start - 3 * _REACH), min(b, q.end + 3 * _REACH))
            sure = _certainty(norm, around, clause_start, clause_end, q)
            if sure is None:
                continue
            before_date = [d for d in dated if d.start <= q.start]
            deadline = _short(before_date[-1].text) if before_date else _short(due) or default
            own = _metric(norm, text, clause_start, clause_end, q)
            metric = own or metric
            begin = clause_start
            if before_date and before_date[-1].start > used_date:
                used_date = before_date[-1].start
                begin = min(begin, _with_particle(norm, before_date[-1].start, a))
            stop = _without_brackets(norm, clause_start, clause_end)
            sure = sure if own or metric else sure - 0.2
            out.append(
                FoundTarget(
                    (begin, max(stop, q.end)),
                    metric,
                    _operator(norm, clause_start, clause_end, q),
                    q.value,
                    q.unit,
                    deadline,
                    round(max(0.1, sure), 2),
                )
            )
    return out


def _certainty(norm: str, whole: tuple[int, int], start: int, end: int, q: Quantity) -> float | None:
    sentence, sentence_end = whole
    clause = norm[start:end]
    before, after = norm[start : q.start], norm[q.end : end]
    if q.unit in _NOT_UNIT and not (q.unit in ("次", "部", "篇", "类") and re.search(r"不少于|达到|以上|至少", clause)):
        return None
    if q.unit in _TIME_UNIT and not _LIMIT_ONLY.search(clause):
        return None
    if re.search(r"(?:第|每|前|近|满|以|“|之)$", before) or re.match(
        r"(?:级|强|号|型|月|日(?!\S*内)|位一体|大(?!型)|化)", after
    ):
        return None
    if (q.unit.endswith(("年", "月")) and q.unit != "个月") or re.match(
        r"(?:一|两|二|三|四|五|六|七|八|九|十)$", norm[q.start : q.end]
    ):
        return None
    if (
        q.chinese
        and not q.unit.startswith(("%", "万", "亿", "个百分"))
        and (q.value == 1 or not re.search(r"不少于|不低于|至少|以上|达|新增|建成|不得", clause))
    ):
        return None
    committed = bool(re.search(r"力争|目标|确保|到20\d\d年|争取", clause))
    if _REWARD.search(clause) and not (_FUND.search(clause) and "最高" not in clause):
        return None
    if _REWARD.search(norm, sentence, sentence_end) and not committed and not _FUND.search(clause):
        return None
    if re.search(r"(?:基础上|前提下)$", clause):
        return None
    if q.unit == "名" and re.search(r"不超过$", before):
        return None
    if (
        _CRITERION.search(clause)
        and not re.search(r"^到|力争|确保|目标", clause)
        and not q.unit == "%"
        or re.search(r"以上的[^,。;]{1,12}$", clause)
    ):
        return None
    if q.doubling:
        return 0.9
    if re.match(r"、\d[\d.]*\s?(?:亿|万)?元", after) or re.search(r"\d(?:亿|万)?元、$", before):
        return None
    if not _CAUSE.search(before[-40:] + after[:6]) and not re.match(r"以上|左右|以内", after):
        return None
    sure = 0.6
    if re.search(r"到\s?20\d\d年|力争|确保|达到|不低于|不少于|突破|超过|以上|增长", clause):
        sure += 0.25
    if re.search(r"个|项|家|名|人|次", q.unit) and sure < 0.7:
        sure -= 0.1
    if re.search(r"如|若|的$|条件|按", clause):
        sure -= 0.2
    return sure


def _operator(norm: str, start: int, end: int, q: Quantity) -> TargetOp:
    before, after = norm[start : q.start][-16:], norm[q.end : end][:4]
    if q.doubling:
        return "x"
    if re.search(
        r"不(?:超过|高于|大于|多于)|控制在|以内|低于$|降至|降到|小于$", before.replace("不低于", "")
    ) or re.match(r"\)?(?:以内|以下|之内)", after):
        return "<="
    if re.search(r"(?:增长|增速|增幅)[^,]{0,8}$", before) and not re.search(r"(?:增长|增幅)(?:到|至)", before):
        return "+"
    if (
        q.is_range
        or re.match(r"\)?(?:以上|及以上|多|余)", after)
        or re.search(
            r"不(?:低于|少于|小于|得低于|得少于)|至少|超过?|突破|高于|达到?|力争|争取|提高(?:到|至)|提升(?:到|至)|大于",
            before,
        )
    ):
        return ">="
    return "="


def _metric(norm: str, text: str, start: int, end: int, q: Quantity) -> str:
    """What the figure measures: the words before it, or after it when a verb opens the clause."""
    lead = _DATE_LEAD.match(norm[start : q.start])
    begin = start + (lead.end() if lead else 0)
    before = norm[begin : q.start]
    if not re.search(r"%|百分点|倍", q.unit) and (_VERB.match(before) or not before):
        after = re.split(r"[,;。、(和及]|以上|左右", norm[q.end : end])
        noun = next((p for p in after if len(p) > 1), "")
        noun = noun.rsplit("的", 1)[-1] if len(noun.rsplit("的", 1)[-1]) > 1 else noun
        if noun:
            return noun.strip()
    cue = _CUE.search(before)
    stop = begin + (cue.start() if cue else len(before))
    a, b = trim(norm, begin, stop, ":、")
    words = text[a:b]
    words = re.sub(r"^(?:(?:并|且|并且|及|使|将|把|其中|其中的|第?[一二三四]季度[::：]|[一二三四五]是))+", "", words)
    words = re.sub(r"的$", "", words)
    words = re.sub(r"(?:要求|力争|确保|使|推动|实现)", "", words, count=1) if len(words) > 6 else words
    return words if len(words) > 1 else ""


def _short(date: str) -> str:
    """2025年 as 2025, other dates as they are."""
    return date[:-1] if re.fullmatch(r"(?:19|20)\d\d年", date) else date


def _with_particle(norm: str, at: int, floor: int) -> int:
    match = re.search(r"(?:力争到?|争取到?|确保到?|到|至|在|于)$", norm[max(floor, at - 4) : at])
    return at - len(match.group()) if match else at


def _without_brackets(norm: str, start: int, end: int) -> int:
    stop = end
    while stop > start and norm[stop - 1] in ")]":
        opening = norm.rfind("(" if norm[stop - 1] == ")" else "[", start, stop)
        if opening < 0:
            break
        stop = opening
    return stop


def _in_quotes(norm: str, at: int, start: int) -> bool:
    left = norm[max(start, at - 60) : at]
    return left.rfind("“") > left.rfind("”") or left.rfind("《") > left.rfind("》")
